from celery import shared_task


@shared_task(name="outbox.deliver_due")
def deliver_due() -> None:
    """Deliver what is due."""
