from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    pass
