from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_earlier_invitations_are_approved'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='userinvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='user_invitation_approved_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='userinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('approved_at__isnull', False), _connector='OR'), name='user_invitation_accepted_was_approved'),
        ),
    ]
