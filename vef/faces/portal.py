from vef.faces import build

urlpatterns = build("portal")

handler400 = "vef.common.views.errors.bad_request"
handler403 = "vef.common.views.errors.forbidden"
handler404 = "vef.common.views.errors.not_found"
handler500 = "vef.common.views.errors.server_error"
