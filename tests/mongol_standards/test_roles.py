"""Who may what: every role at every address of the back office.

A row of the table is a route, then what reading (GET) and what sending an empty form
(POST) is answered with, a sign for each person in the order of PEOPLE.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from feedback.workflow import PETITION
from organisation.models import Membership, Role
from tests.mongol_standards.surface import (
    ANONYMOUS,
    OF_THE_SESSION,
    STRANGER,
    House,
    routes,
    written_tables,
)

pytestmark = pytest.mark.django_db

PEOPLE = (
    ANONYMOUS,
    Role.CLERK,  # of Darkhan-Uul, where the case is
    STRANGER,  # clerk of Orkhon
    Role.HEAD,  # of Darkhan-Uul
    Role.OPERATOR,  # hotline, in the head office
    Role.OFFICER,  # head office
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.FINANCE,  # head office
    Role.EDITOR,  # of the pages of Darkhan-Uul
)
TABLE = """
admin/                                                             >+++++++++ >+++++++++
admin/login/                                                       >>>>>>>>>> >>>>>>>>>>
admin/logout/                                                      >+++++++++ >>>>>>>>>>
admin/password_change/                                             >>>>>>>>>> >>>>>>>>>>
admin/password_change/done/                                        >+++++++++ >xxxxxxxxx
admin/autocomplete/                                                >--------- >xxxxxxxxx
admin/jsi18n/                                                      >+++++++++ >xxxxxxxxx
admin/r/<path:content_type_id>/<path:object_id>/                   >000000000 >000000000
admin/organisation/user/                                           >-----++-- >-----++--
admin/organisation/user/add/                                       >------+-- >------+--
admin/organisation/user/<path:object_id>/history/                  >-----++-- >-----++--
admin/organisation/user/<path:object_id>/delete/                   >--------- >---------
admin/organisation/user/<path:object_id>/change/                   >-----++-- >------+--
admin/organisation/user/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/organisation/unit/                                           >-----++-- >-----++--
admin/organisation/unit/add/                                       >------+-- >------+--
admin/organisation/unit/<path:object_id>/history/                  >-----++-- >-----++--
admin/organisation/unit/<path:object_id>/delete/                   >--------- >---------
admin/organisation/unit/<path:object_id>/change/                   >-----++-- >------+--
admin/organisation/unit/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/casework/case/                                               >+++++++-- >>>>>>>>--
admin/casework/case/<int:case_id>/change/                          >+0+0+++00 >xxxxxxxxx
admin/casework/case/<int:case_id>/move/<slug:code>/                >xxxxxxxxx >?0?0?--00
admin/casework/case/<int:case_id>/note/                            >xxxxxxxxx >?0?0?--00
admin/casework/case/<int:case_id>/person/                          >>0>0>>>00 >+0+0+++00
admin/casework/case/<int:case_id>/file/<int:file_id>/              >xxxxxxxxx >+0+0+++00
admin/casework/deadlinerule/                                       >-----++-- >-----++--
admin/casework/deadlinerule/add/                                   >------+-- >------+--
admin/casework/deadlinerule/<path:object_id>/history/              >-----++-- >-----++--
admin/casework/deadlinerule/<path:object_id>/delete/               >--------- >---------
admin/casework/deadlinerule/<path:object_id>/change/               >-----++-- >---------
admin/casework/deadlinerule/<path:object_id>/                      >>>>>>>>>> >>>>>>>>>>
admin/casework/nonworkingday/                                      >-----++-- >-----++--
admin/casework/nonworkingday/add/                                  >------+-- >------+--
admin/casework/nonworkingday/<path:object_id>/history/             >-----++-- >-----++--
admin/casework/nonworkingday/<path:object_id>/delete/              >------+-- >------+--
admin/casework/nonworkingday/<path:object_id>/change/              >-----++-- >------+--
admin/casework/nonworkingday/<path:object_id>/                     >>>>>>>>>> >>>>>>>>>>
admin/casework/replytemplate/                                      >----+++-- >----+++--
admin/casework/replytemplate/add/                                  >----+-+-- >----+-+--
admin/casework/replytemplate/<path:object_id>/history/             >----+++-- >----+++--
admin/casework/replytemplate/<path:object_id>/delete/              >--------- >---------
admin/casework/replytemplate/<path:object_id>/change/              >----+++-- >----+-+--
admin/casework/replytemplate/<path:object_id>/                     >>>>>>>>>> >>>>>>>>>>
admin/casework/retentionrule/                                      >-----++-- >-----++--
admin/casework/retentionrule/add/                                  >------+-- >------+--
admin/casework/retentionrule/<path:object_id>/history/             >-----++-- >-----++--
admin/casework/retentionrule/<path:object_id>/delete/              >--------- >---------
admin/casework/retentionrule/<path:object_id>/change/              >-----++-- >------+--
admin/casework/retentionrule/<path:object_id>/                     >>>>>>>>>> >>>>>>>>>>
admin/casework/event/                                              >-----++-- >-----++--
admin/casework/event/add/                                          >--------- >---------
admin/casework/event/<path:object_id>/history/                     >-----++-- >-----++--
admin/casework/event/<path:object_id>/delete/                      >--------- >---------
admin/casework/event/<path:object_id>/change/                      >-----++-- >---------
admin/casework/event/<path:object_id>/                             >>>>>>>>>> >>>>>>>>>>
admin/casework/notice/                                             >-----++-- >-----++--
admin/casework/notice/add/                                         >--------- >---------
admin/casework/notice/<path:object_id>/history/                    >-----++-- >-----++--
admin/casework/notice/<path:object_id>/delete/                     >--------- >---------
admin/casework/notice/<path:object_id>/change/                     >-----++-- >---------
admin/casework/notice/<path:object_id>/                            >>>>>>>>>> >>>>>>>>>>
admin/casework/dailyroot/                                          >-----++-- >-----++--
admin/casework/dailyroot/add/                                      >--------- >---------
admin/casework/dailyroot/<path:object_id>/history/                 >-----++-- >-----++--
admin/casework/dailyroot/<path:object_id>/delete/                  >--------- >---------
admin/casework/dailyroot/<path:object_id>/change/                  >-----++-- >---------
admin/casework/dailyroot/<path:object_id>/                         >>>>>>>>>> >>>>>>>>>>
admin/catalogue/body/                                              >----+++-- >----+++--
admin/catalogue/body/add/                                          >----+-+-- >----+-+--
admin/catalogue/body/<path:object_id>/history/                     >----+++-- >----+++--
admin/catalogue/body/<path:object_id>/delete/                      >--------- >---------
admin/catalogue/body/<path:object_id>/change/                      >----+++-- >----+-+--
admin/catalogue/body/<path:object_id>/                             >>>>>>>>>> >>>>>>>>>>
admin/catalogue/committee/                                         >----+++-- >----+++--
admin/catalogue/committee/add/                                     >----+-+-- >----+-+--
admin/catalogue/committee/<path:object_id>/history/                >----+++-- >----+++--
admin/catalogue/committee/<path:object_id>/delete/                 >--------- >---------
admin/catalogue/committee/<path:object_id>/change/                 >----+++-- >---->->--
admin/catalogue/committee/<path:object_id>/                        >>>>>>>>>> >>>>>>>>>>
admin/catalogue/ics/                                               >----+++-- >----+++--
admin/catalogue/ics/add/                                           >----+-+-- >----+-+--
admin/catalogue/ics/<path:object_id>/history/                      >----+++-- >----+++--
admin/catalogue/ics/<path:object_id>/delete/                       >--------- >---------
admin/catalogue/ics/<path:object_id>/change/                       >----+++-- >---->->--
admin/catalogue/ics/<path:object_id>/                              >>>>>>>>>> >>>>>>>>>>
admin/catalogue/source/                                            >----+++-- >----+++--
admin/catalogue/source/add/                                        >----+-+-- >----+-+--
admin/catalogue/source/<path:object_id>/history/                   >----+++-- >----+++--
admin/catalogue/source/<path:object_id>/delete/                    >--------- >---------
admin/catalogue/source/<path:object_id>/change/                    >----+++-- >----+-+--
admin/catalogue/source/<path:object_id>/                           >>>>>>>>>> >>>>>>>>>>
admin/catalogue/edition/duplicates/                                >----+++-- >xxxxxxxxx
admin/catalogue/edition/<int:edition_id>/restore/                  >xxxxxxxxx >----0-0--
admin/catalogue/edition/                                           >----+++-- >----+++--
admin/catalogue/edition/add/                                       >----+-+-- >----+-+--
admin/catalogue/edition/<path:object_id>/history/                  >----+++-- >xxxxxxxxx
admin/catalogue/edition/<path:object_id>/delete/                   >--------- >---------
admin/catalogue/edition/<path:object_id>/change/                   >----+++-- >----+-+--
admin/catalogue/edition/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/catalogue/importrun/                                         >----+++-- >----?-?--
admin/catalogue/importrun/rebuild/                                 >xxxxxxxxx >---->->--
admin/catalogue/importrun/<int:run_id>/change/                     >----+++-- >xxxxxxxxx
admin/catalogue/importrun/<int:run_id>/confirm/                    >xxxxxxxxx >---->->--
admin/catalogue/importrun/<int:run_id>/rows.csv                    >----+++-- >xxxxxxxxx
admin/catalogue/unfoundquery/                                      >----+++-- >----+++--
admin/catalogue/unfoundquery/add/                                  >--------- >---------
admin/catalogue/unfoundquery/<path:object_id>/history/             >----+++-- >----+++--
admin/catalogue/unfoundquery/<path:object_id>/delete/              >----+-+-- >----+-+--
admin/catalogue/unfoundquery/<path:object_id>/change/              >----+++-- >---->->--
admin/catalogue/unfoundquery/<path:object_id>/                     >>>>>>>>>> >>>>>>>>>>
admin/catalogue/standard/                                          >----+++-- >----+++--
admin/catalogue/standard/add/                                      >--------- >---------
admin/catalogue/standard/<path:object_id>/history/                 >----+++-- >----+++--
admin/catalogue/standard/<path:object_id>/delete/                  >--------- >---------
admin/catalogue/standard/<path:object_id>/change/                  >----+++-- >----+-+--
admin/catalogue/standard/<path:object_id>/                         >>>>>>>>>> >>>>>>>>>>
admin/surveys/survey/<int:survey_id>/preview/                      >--+-+++-+ >xxxxxxxxx
admin/surveys/survey/<int:survey_id>/results/                      >--+-+++-+ >xxxxxxxxx
admin/surveys/survey/<int:survey_id>/texts/                        >--+-+++-+ >xxxxxxxxx
admin/surveys/survey/<int:survey_id>/enter/                        >--+-+-+-+ >--?-?-?-?
admin/surveys/survey/<int:survey_id>/answers.<slug:sheet>          >--+-+++-+ >xxxxxxxxx
admin/surveys/survey/<int:survey_id>/act/<slug:act>/               >xxxxxxxxx >-->->->->
admin/surveys/survey/<int:survey_id>/text/<int:answer_id>/<slug:act>/ >xxxxxxxxx >-->->->->
admin/surveys/survey/<int:survey_id>/response/<int:response_id>/<slug:act>/ >xxxxxxxxx >-->->->->
admin/surveys/survey/                                              >--+-+++-+ >--+-+++-+
admin/surveys/survey/add/                                          >--+-+-+-+ >--+-+-+-+
admin/surveys/survey/<path:object_id>/history/                     >0000+++00 >0000+++00
admin/surveys/survey/<path:object_id>/delete/                      >--0-+-+-0 >--0-+-+-0
admin/surveys/survey/<path:object_id>/change/                      >--0-+++-0 >--0-+-+-0
admin/surveys/survey/<path:object_id>/                             >>>>>>>>>> >>>>>>>>>>
admin/eservices/application/<int:case_id>/results/                 >+0+0+--00 >?0?0?--00
admin/eservices/application/<int:case_id>/results.xlsx             >+0+0+--00 >xxxxxxxxx
admin/eservices/inforequest/                                       >-----++-- >-----++--
admin/eservices/inforequest/add/                                   >--------- >---------
admin/eservices/inforequest/<path:object_id>/history/              >-----++-- >-----++--
admin/eservices/inforequest/<path:object_id>/delete/               >--------- >---------
admin/eservices/inforequest/<path:object_id>/change/               >-----++-- >---------
admin/eservices/inforequest/<path:object_id>/                      >>>>>>>>>> >>>>>>>>>>
admin/eservices/certificate/<int:certificate_id>/act/<slug:act>/   >>>>>>>>-- >???????--
admin/eservices/certificate/<int:certificate_id>/file/<slug:kind>/ >+++++++-- >+++++++--
admin/eservices/certificate/                                       >+++++++-- >+++++++--
admin/eservices/certificate/add/                                   >--------- >---------
admin/eservices/certificate/<path:object_id>/history/              >+++++++-- >+++++++--
admin/eservices/certificate/<path:object_id>/delete/               >--------- >---------
admin/eservices/certificate/<path:object_id>/change/               >+++++++-- >xxxxxxxxx
admin/eservices/certificate/<path:object_id>/                      >>>>>>>>>> >>>>>>>>>>
admin/eservices/instrument/                                        >+++++++-- >+++++++--
admin/eservices/instrument/add/                                    >--------- >---------
admin/eservices/instrument/<path:object_id>/history/               >+++++++-- >+++++++--
admin/eservices/instrument/<path:object_id>/delete/                >--------- >---------
admin/eservices/instrument/<path:object_id>/change/                >+++++++-- >---------
admin/eservices/instrument/<path:object_id>/                       >>>>>>>>>> >>>>>>>>>>
admin/eservices/standardalert/                                     >-----++-- >-----++--
admin/eservices/standardalert/add/                                 >--------- >---------
admin/eservices/standardalert/<path:object_id>/history/            >-----++-- >-----++--
admin/eservices/standardalert/<path:object_id>/delete/             >--------- >---------
admin/eservices/standardalert/<path:object_id>/change/             >-----++-- >---------
admin/eservices/standardalert/<path:object_id>/                    >>>>>>>>>> >>>>>>>>>>
admin/eservices/company/                                           >+++-+++-- >+++-+++--
admin/eservices/company/add/                                       >--------- >---------
admin/eservices/company/<path:object_id>/history/                  >+++-+++-- >+++-+++--
admin/eservices/company/<path:object_id>/delete/                   >--------- >---------
admin/eservices/company/<path:object_id>/change/                   >+++-+++-- >------+--
admin/eservices/company/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/eservices/invoice/<int:invoice_id>/payment/                  >xxxxxxxxx >-----?-?-
admin/eservices/invoice/                                           >-----+-+- >-----+-+-
admin/eservices/invoice/add/                                       >--------- >---------
admin/eservices/invoice/<path:object_id>/history/                  >>>>>>+>+> >>>>>>+>+>
admin/eservices/invoice/<path:object_id>/delete/                   >--------- >---------
admin/eservices/invoice/<path:object_id>/change/                   >-----+-+- >xxxxxxxxx
admin/eservices/invoice/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/eservices/payment/statement/                                 >-------+- >-------?-
admin/eservices/payment/                                           >-----+-+- >-----+-+-
admin/eservices/payment/add/                                       >--------- >---------
admin/eservices/payment/<path:object_id>/history/                  >>>>>>+>+> >>>>>>+>+>
admin/eservices/payment/<path:object_id>/delete/                   >--------- >---------
admin/eservices/payment/<path:object_id>/change/                   >-----+-+- >-----?-?-
admin/eservices/payment/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/eservices/service/                                           >-----++-- >-----++--
admin/eservices/service/add/                                       >--------- >---------
admin/eservices/service/<path:object_id>/history/                  >-----++-- >-----++--
admin/eservices/service/<path:object_id>/delete/                   >--------- >---------
admin/eservices/service/<path:object_id>/change/                   >-----++-- >------+--
admin/eservices/service/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/eservices/tariff/                                            >-----++-- >-----++--
admin/eservices/tariff/add/                                        >------+-- >------+--
admin/eservices/tariff/<path:object_id>/history/                   >-----++-- >-----++--
admin/eservices/tariff/<path:object_id>/delete/                    >--------- >---------
admin/eservices/tariff/<path:object_id>/change/                    >-----++-- >------>--
admin/eservices/tariff/<path:object_id>/                           >>>>>>>>>> >>>>>>>>>>
admin/eservices/labscope/                                          >-----++-- >-----++--
admin/eservices/labscope/add/                                      >------+-- >------+--
admin/eservices/labscope/<path:object_id>/history/                 >-----++-- >-----++--
admin/eservices/labscope/<path:object_id>/delete/                  >--------- >---------
admin/eservices/labscope/<path:object_id>/change/                  >-----++-- >------+--
admin/eservices/labscope/<path:object_id>/                         >>>>>>>>>> >>>>>>>>>>
admin/eservices/refusalreason/                                     >-----++-- >-----++--
admin/eservices/refusalreason/add/                                 >------+-- >------+--
admin/eservices/refusalreason/<path:object_id>/history/            >-----++-- >-----++--
admin/eservices/refusalreason/<path:object_id>/delete/             >--------- >---------
admin/eservices/refusalreason/<path:object_id>/change/             >-----++-- >------+--
admin/eservices/refusalreason/<path:object_id>/                    >>>>>>>>>> >>>>>>>>>>
admin/eservices/instrumentkind/                                    >-----++-- >-----++--
admin/eservices/instrumentkind/add/                                >------+-- >------+--
admin/eservices/instrumentkind/<path:object_id>/history/           >-----++-- >-----++--
admin/eservices/instrumentkind/<path:object_id>/delete/            >--------- >---------
admin/eservices/instrumentkind/<path:object_id>/change/            >-----++-- >------+--
admin/eservices/instrumentkind/<path:object_id>/                   >>>>>>>>>> >>>>>>>>>>
admin/feedback/petition/                                           >>>>>>>>>> >>>>>>>>>>
admin/feedback/petition/add/                                       >+++++---- >?????----
admin/feedback/petition/<int:case_id>/entered/                     >+00000000 >xxxxxxxxx
admin/feedback/petition/<int:case_id>/change/                      >+0+0+--00 >?0?0?--00
admin/feedback/category/                                           >-----++-- >-----++--
admin/feedback/category/add/                                       >------+-- >------+--
admin/feedback/category/<path:object_id>/history/                  >-----++-- >-----++--
admin/feedback/category/<path:object_id>/delete/                   >--------- >---------
admin/feedback/category/<path:object_id>/change/                   >-----++-- >------+--
admin/feedback/category/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/feedback/routerule/                                          >-----++-- >-----++--
admin/feedback/routerule/add/                                      >------+-- >------+--
admin/feedback/routerule/<path:object_id>/history/                 >-----++-- >-----++--
admin/feedback/routerule/<path:object_id>/delete/                  >--------- >---------
admin/feedback/routerule/<path:object_id>/change/                  >-----++-- >------+--
admin/feedback/routerule/<path:object_id>/                         >>>>>>>>>> >>>>>>>>>>
admin/branches/openinghours/                                       >-->-+-+-> >xxxxxxxxx
admin/branches/openinghours/<int:unit_id>/change/                  >--+-+-+-+ >--?-?-?-?
admin/branches/specialday/                                         >--+-+-+-+ >--+-+-+-+
admin/branches/specialday/add/                                     >--+-+-+-+ >--+-+-+-+
admin/branches/specialday/<path:object_id>/history/                >00+0+0+0+ >00+0+0+0+
admin/branches/specialday/<path:object_id>/delete/                 >--+-+-+-+ >--+-+-+-+
admin/branches/specialday/<path:object_id>/change/                 >--+-+-+-+ >--+-+-+-+
admin/branches/specialday/<path:object_id>/                        >>>>>>>>>> >>>>>>>>>>
admin/branches/staffmember/                                        >--+-+-+-+ >--+-+-+-+
admin/branches/staffmember/add/                                    >--+-+-+-+ >--+-+-+-+
admin/branches/staffmember/<path:object_id>/history/               >00+0+0+0+ >00+0+0+0+
admin/branches/staffmember/<path:object_id>/delete/                >--+-+-+-+ >--+-+-+-+
admin/branches/staffmember/<path:object_id>/change/                >--+-+-+-+ >--+-+-+-+
admin/branches/staffmember/<path:object_id>/                       >>>>>>>>>> >>>>>>>>>>
admin/branches/serviceoffer/                                       >--+-+-+-+ >--+-+-+-+
admin/branches/serviceoffer/add/                                   >--+-+-+-+ >--+-+-+-+
admin/branches/serviceoffer/<path:object_id>/history/              >00+0+0+0+ >00+0+0+0+
admin/branches/serviceoffer/<path:object_id>/delete/               >--+-+-+-+ >--+-+-+-+
admin/branches/serviceoffer/<path:object_id>/change/               >--+-+-+-+ >--+-+-+-+
admin/branches/serviceoffer/<path:object_id>/                      >>>>>>>>>> >>>>>>>>>>
admin/branches/localfigure/                                        >--+-+-+-+ >--+-+-+-+
admin/branches/localfigure/add/                                    >--+-+-+-+ >--+-+-+-+
admin/branches/localfigure/<path:object_id>/history/               >00+0+0+0+ >00+0+0+0+
admin/branches/localfigure/<path:object_id>/delete/                >--+-+-+-+ >--+-+-+-+
admin/branches/localfigure/<path:object_id>/change/                >--+-+-+-+ >--+-+-+-+
admin/branches/localfigure/<path:object_id>/                       >>>>>>>>>> >>>>>>>>>>
admin/branches/place/                                              >--+-+-+-+ >--+-+-+-+
admin/branches/place/add/                                          >--+-+-+-+ >--+-+-+-+
admin/branches/place/<path:object_id>/history/                     >00+0+0+0+ >00+0+0+0+
admin/branches/place/<path:object_id>/delete/                      >--------- >---------
admin/branches/place/<path:object_id>/change/                      >--+-+-+-+ >-->->->->
admin/branches/place/<path:object_id>/                             >>>>>>>>>> >>>>>>>>>>
admin/eservices/fieldtrip/                                         >--+-+-+-+ >--+-+-+-+
admin/eservices/fieldtrip/add/                                     >--+-+-+-+ >--+-+-+-+
admin/eservices/fieldtrip/<path:object_id>/history/                >00+0+0+0+ >00+0+0+0+
admin/eservices/fieldtrip/<path:object_id>/delete/                 >--------- >---------
admin/eservices/fieldtrip/<path:object_id>/change/                 >--+-+-+-+ >--+-+-+-+
admin/eservices/fieldtrip/<path:object_id>/                        >>>>>>>>>> >>>>>>>>>>
admin/branches/page/                                               >--+-+-+-+ >--+-+-+-+
admin/branches/page/add/                                           >--+-+-+-+ >--+-+-+-+
admin/branches/page/health/                                        >--+-+-+-+ >xxxxxxxxx
admin/branches/page/draw/                                          >xxxxxxxxx >--+-+-+-+
admin/branches/page/<int:page_id>/change/                          >--+-+-+-+ >--?-?-?-?
admin/branches/page/<int:page_id>/lock/                                >xxxxxxxxx >--+-+-+-+
admin/branches/page/<int:page_id>/<int:no>/preview/                >--+-+-+-+ >xxxxxxxxx
admin/branches/page/<int:page_id>/<int:no>/compare/                >--+-+-+-+ >xxxxxxxxx
admin/branches/page/<int:page_id>/<int:no>/<slug:act>/             >xxxxxxxxx >-->->->->
admin/branches/page/<int:page_id>/<slug:act>/                      >xxxxxxxxx >-->->->->
admin/branches/picture/add/                                        >--+-+-+-+ >--+-+-+-+
admin/branches/picture/<int:picture_id>/remove/                    >xxxxxxxxx >-->->->->
admin/branches/picture/                                            >--+-+-+-+ >--+-+-+-+
admin/branches/picture/add/                                        >--+-+-+-+ >--+-+-+-+
admin/branches/picture/<path:object_id>/history/                   >00+0+0+0+ >00+0+0+0+
admin/branches/picture/<path:object_id>/delete/                    >--------- >---------
admin/branches/picture/<path:object_id>/change/                    >--+-+-+-+ >--+-+-+-+
admin/branches/picture/<path:object_id>/                           >>>>>>>>>> >>>>>>>>>>
admin/branches/document/add/                                       >--+-+-+-+ >--+-+-+-+
admin/branches/document/                                           >--+-+-+-+ >--+-+-+-+
admin/branches/document/add/                                       >--+-+-+-+ >--+-+-+-+
admin/branches/document/<path:object_id>/history/                  >00+0+0+0+ >00+0+0+0+
admin/branches/document/<path:object_id>/delete/                   >--------- >---------
admin/branches/document/<path:object_id>/change/                   >--+-+-+-+ >--+-+-+-+
admin/branches/document/<path:object_id>/                          >>>>>>>>>> >>>>>>>>>>
admin/^(?P<app_label>organisation|casework|catalogue|surveys|eservices|feedback|branches)/$ >+++++++00 >+++++++00
admin/(?P<url>.*)$                                                 >000000000 >000000000
"""  # noqa: E501  (the longest address is one of Django's)


@pytest.fixture
def house(reference: None, settings: Any, tmp_path: Path) -> House:
    """A case and the people around it."""
    settings.PRIVATE_DIR = tmp_path / "private"
    return House.build()


def rows() -> Iterator[tuple[str, str, str]]:
    """Route, signs of GET, signs of POST."""
    for line in TABLE.strip().splitlines():
        route, get, post = line.split()
        yield route, get, post


def back_office() -> list[str]:
    """Every route of the back office."""
    paths = [line.rpartition(" ")[0] for line in routes()]
    return [path for path in paths if path.startswith("admin/")]


def signs(house: House, method: str, path: str) -> str:
    """The sign of each person's answer."""
    return house.signs(PEOPLE, method, path)


def test_the_table_has_every_route_of_the_back_office() -> None:
    assert [route for route, _get, _post in rows()] == back_office()


def test_reading(house: House) -> None:
    expected = {route: get for route, get, _post in rows()}
    assert {
        route: signs(house, "GET", house.address(route)) for route in expected
    } == expected


def test_sending(house: House) -> None:
    expected = {route: post for route, _get, post in rows()}
    assert {
        route: signs(house, "POST", house.address(route)) for route in expected
    } == expected


# --- moves ----------------------------------------------------------------------
# Who is asked for what a move needs (?), and who is refused.
MOVES = """
accept             >?0?0?--00
take               >?0?0?--00
assign             >?0?0?--00
answer             >?0?0?--00
ask                >?0?0?--00
reply              >?0?0?--00
forward            >?0?0?--00
extend             >-0?0---00
duplicate          >?0?0?--00
separate           >?0?0?--00
return_incomplete  >?0?0?--00
forward_out        >?0?0?--00
spam               >?0?0?--00
restore            >-0?0?--00
close              >-0?0---00
reopen             >-0?0---00
citizen_answer     >-0-0---00
complete           >-0-0---00
withdraw           >-0-0---00
confirm_solved     >-0-0---00
question_expired   >-0-0---00
lapse              >-0-0---00
close_silent       >-0-0---00
answer_with_root   >-0-0---00
"""


def test_moves(house: House) -> None:
    expected = dict(line.split() for line in MOVES.strip().splitlines())
    assert list(expected) == list(PETITION.moves)
    path = house.address("admin/casework/case/<int:case_id>/move/<slug:code>/")
    found = {
        code: signs(house, "POST", path.replace("/take/", f"/{code}/"))
        for code in PETITION.moves
    }
    assert found == expected


# --- who changes nothing --------------------------------------------------------
# All that any form of the back office asks for, so that only the rights refuse it.
FILLED_IN = {
    "version": "2",
    "text": "Шийдвэр",
    "reason": "Шалтгаан",
    "body": "Тэмдэглэл",
    "outcome": "solved",
    "appeal": "Ерөнхий газар",
    "days": "5",
    "kind": "complaint",
    "channel": "letter",
    "username": "intruder",
    "is_active": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "_new_password": "1",
    "_remove_factor": "1",
    "action": "delete_selected",
    "_selected_action": "1",
    "post": "yes",
    "memberships-TOTAL_FORMS": "1",
    "memberships-INITIAL_FORMS": "0",
    "memberships-0-role": "administrator",
    "memberships-0-unit": "1",
    "memberships-0-valid_from": "2026-01-01",
}
# Reading somebody's data is written down, whoever reads it.
LEAVE_A_TRACE = {
    "admin/casework/case/<int:case_id>/person/",
    "admin/casework/case/<int:case_id>/file/<int:file_id>/",
}


def written_by(house: House, person: str, route: str) -> set[str]:
    """The tables that a filled-in form at this route writes to."""
    client = house.client(person)
    form = FILLED_IN | {"client_key": str(uuid.uuid4())}
    with written_tables() as tables:
        client.post(house.address(route), form).getvalue()
    return tables - OF_THE_SESSION


def test_the_form_that_is_refused_is_taken_from_a_clerk(house: House) -> None:
    route = "admin/casework/case/<int:case_id>/note/"
    assert written_by(house, Role.CLERK, route) == {
        "casework_case",
        "casework_event",
        "casework_message",
    }


@pytest.mark.parametrize("person", [ANONYMOUS, Role.AUDITOR])
def test_who_only_reads_changes_nothing(house: House, person: str) -> None:
    for route in back_office():
        if "logout" in route:
            continue  # one's own session ends
        traced = person != ANONYMOUS and route in LEAVE_A_TRACE
        trace = {"casework_case", "casework_event"} if traced else set()
        assert (route, written_by(house, person, route)) == (route, trace)
    kinds = set(house.case.events.values_list("kind", flat=True))
    assert kinds - {"received", "accept"} == (
        set() if person == ANONYMOUS else {"personal_data_opened"}
    )


@pytest.mark.parametrize("person", [STRANGER, Role.OPERATOR])
def test_a_case_of_others_is_not_there(house: House, person: str) -> None:
    for route in back_office():
        if "<int:case_id>" in route:
            assert (route, written_by(house, person, route)) == (route, set())
    listed = house.client(person).get("/admin/casework/case/?tab=all").content.decode()
    assert house.case.number not in listed
    search = {"q": house.case.number}
    found = house.client(person).post("/admin/casework/case/", search, follow=True)
    assert f"/{house.case.pk}/change/" not in found.content.decode()


def test_nobody_makes_themselves_an_administrator(house: House) -> None:
    route = "admin/organisation/user/<path:object_id>/change/"
    before = set(Membership.objects.values_list("pk", flat=True))
    for person in set(PEOPLE) - {Role.ADMINISTRATOR}:
        assert (person, written_by(house, person, route)) == (person, set())
    assert set(Membership.objects.values_list("pk", flat=True)) == before


def test_without_a_duty_today_nobody_comes_in(house: House) -> None:
    clerk = house.people[Role.CLERK]
    assert clerk is not None
    today = timezone.localdate()
    clerk.memberships.update(valid_to=today - timedelta(days=1))
    client = house.client(Role.CLERK)
    page = client.get(house.address("admin/casework/case/<int:case_id>/change/"))
    assert page.status_code == 302
    assert client.get(page["Location"]).status_code == 403
