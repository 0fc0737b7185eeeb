from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EservicesConfig(AppConfig):
    """The five services: companies, applications, fees, certificates, registers."""

    name = "eservices"
    verbose_name = _("Services")

    def ready(self) -> None:
        """Make known what the services add to the floors below, and their duties."""
        from casework.caretaker import also_look_after
        from casework.daily import also_do_daily
        from casework.workflow import register
        from catalogue.pages.applied import count_by
        from eservices.actions.payment_links import ask_about_open_links
        from eservices.afterwards import alerts, confirmations, drafts, reminders
        from eservices.afterwards.appliers import COUNTED
        from eservices.subjects import register_subjects
        from eservices.workflow import APPLICATION
        from organisation.emailed_codes import forget_old

        register(APPLICATION)
        register_subjects()
        count_by(COUNTED)
        also_look_after(ask_about_open_links)
        also_look_after(forget_old)
        also_look_after(alerts.look_lately)
        also_do_daily("standard_alerts", alerts.look_at_all)
        also_do_daily("certificates_ending", reminders.remind_of_ends)
        also_do_daily("confirmations", confirmations.ask_for_confirmations)
        also_do_daily("abandoned_drafts", drafts.look_after_drafts)
