"""Which site the Django admin is: the office's own."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default_site = "vef.common.office_site.OfficeAdminSite"
