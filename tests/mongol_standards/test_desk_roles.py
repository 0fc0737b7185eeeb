"""Who may what on the desk and in the services: people of companies, and staff.

A row is a route, then what reading (GET) and what sending an empty form (POST) is
answered with, a sign for each person in the order of PEOPLE (surface.SIGNS). What is
another company's is not there (0), and neither is it for staff.
"""

from __future__ import annotations

import pytest

from organisation.models import Role
from tests.mongol_standards.surface import (
    ANONYMOUS,
    OTHER_OWNER,
    OWNER,
    VIEWER,
    House,
    routes,
)

pytestmark = pytest.mark.django_db

PEOPLE = (
    ANONYMOUS,
    OWNER,
    VIEWER,  # of the same company
    OTHER_OWNER,
    Role.CLERK,  # of the unit that does it
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
# The sign-in itself is allauth's and has tests of its own.
PLACES = ("services/", "payments/", "account/")
TABLE = """
payments/qpay/<uuid:token>/                                    0000000 0000000
services/                                                      +++++++ xxxxxxx
services/<slug:slug>/                                          +++++++ xxxxxxx
services/<slug:slug>/apply/                                    >++++++ >++++++
services/apply/<uuid:bundle>/receipt/                          >++0000 >xxxxxx
services/apply/<uuid:bundle>/receipt/<str:number>.pdf          >++0000 >xxxxxx
services/apply/<uuid:uuid>/rows/<slug:key>/                    >++0000 >>-0000
services/apply/<uuid:uuid>/rows/<slug:key>/add/                >++0000 >=-0000
services/apply/<uuid:uuid>/rows/<slug:key>/<int:line>/         >000000 >0-0000
services/apply/<uuid:uuid>/rows/<slug:key>/load/               >>>0000 >?-0000
services/apply/<uuid:uuid>/rows/<slug:key>/file/               >++0000 >x-0000
services/apply/<uuid:uuid>/rows/<slug:key>/empty/              >++0000 >x-0000
services/apply/<uuid:uuid>/rows/<slug:key>/find/               >000000 >0-0000
services/apply/<uuid:uuid>/rows/<slug:key>/suggest/            >000000 >x-0000
services/apply/<uuid:uuid>/fee/                                >++0000 >>-0000
services/apply/<uuid:uuid>/check/                              >++0000 >?-0000
services/apply/<uuid:uuid>/<slug:code>/                        >++0000 >=-0000
account/                                                       >++++++ xxxxxxx
account/sign-in/                                               +++++++ ???????
account/sign-in/code/                                          >>>>>>> >>>>>>>
account/me/                                                    >++++++ >??????
account/applications/                                          >++++++ xxxxxxx
account/drafts/<uuid:draft>/discard/                           xxxxxxx >>->>>>
account/applications/<str:number>/                             >++0000 xxxxxxx
account/applications/<str:number>/answer/                      >>00000 >>00000
account/applications/<str:number>/list/<slug:key>/             >++0000 xxxxxxx
account/applications/<str:number>/file/<int:pk>/               >++0000 xxxxxxx
account/applications/<str:number>/act/<slug:code>/             >>00000 >?00000
account/applications/<str:number>/withdraw/                    xxxxxxx >>00000
account/applications/<str:number>/reopen/                      xxxxxxx >>00000
account/applications/<str:number>/again/                       xxxxxxx >>00000
account/applications/<str:number>/trip/                        xxxxxxx >>00000
account/applications/<str:number>/trip/<int:pk>/               xxxxxxx >>00000
account/certificates/                                          >++++++ xxxxxxx
account/certificates/<int:pk>/pdf/                             >++0000 xxxxxxx
account/certificates/<int:pk>/json/                            >++0000 xxxxxxx
account/certificates/<int:pk>/renew/                           xxxxxxx >>00000
account/certificates/<int:pk>/confirm/                         xxxxxxx >>00000
account/standards/                                             >++++++ xxxxxxx
account/instruments/                                           >++++++ xxxxxxx
account/instruments/sheet/                                     >++++++ xxxxxxx
account/instruments/order/                                     xxxxxxx >>>>>>>
account/invoices/                                              >++++++ xxxxxxx
account/invoices/<str:number>/                                 >++0000 xxxxxxx
account/invoices/<str:number>/pdf/                             >++0000 xxxxxxx
account/invoices/<str:number>/code/                            xxxxxxx >>00000
account/invoices/<str:number>/check/                           xxxxxxx >>00000
account/invoices/<str:number>/pretend/                         xxxxxxx >>00000
account/companies/register/                                    >++++++ >??????
account/companies/<slug:register>/                             >++0000 >?00000
account/companies/<slug:register>/members/                     >++0000 >?00000
account/companies/<slug:register>/invite/                      >++0000 >?00000
account/companies/<slug:register>/members/<int:pk>/role/       xxxxxxx >>00000
account/companies/<slug:register>/members/<int:pk>/end/        xxxxxxx >>>0000
account/companies/<slug:register>/invitations/<int:pk>/cancel/ xxxxxxx >>00000
account/invitations/<slug:token>/                              >000000 >000000
"""


@pytest.fixture
def house(reference: None, private: None) -> House:
    """A company with something of everything, and the people around it."""
    return House.build()


def rows() -> dict[str, tuple[str, str]]:
    """Route to the signs of GET and POST."""
    lines = (line.split() for line in TABLE.strip().splitlines())
    return {route: (get, post) for route, get, post in lines}


def test_the_table_has_every_route_of_the_services() -> None:
    own = ("services:", "desk:", "qpay_callback")
    named = (line.rpartition(" ") for line in routes())
    assert list(rows()) == [
        route for route, _space, name in named if name.startswith(own)
    ]


def test_reading_and_sending(house: House) -> None:
    found = {
        route: tuple(
            house.signs(PEOPLE, method, house.address(route))
            for method in ("GET", "POST")
        )
        for route in rows()
    }
    assert found == rows()
