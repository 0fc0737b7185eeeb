import pytest
from organisation.models import Role
from tests.mongol_standards.surface import *
from tests.mongol_standards import test_roles as T
pytestmark = pytest.mark.django_db
PEOPLE = (ANONYMOUS, Role.CLERK, STRANGER, Role.HEAD, Role.OPERATOR, Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, Role.FINANCE, Role.EDITOR)
DESK = (ANONYMOUS, OWNER, VIEWER, OTHER_OWNER, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR)
def signs(house, people, method, path):
    sign = {status: sign for sign, status in T.SIGNS.items()}
    out=""
    for person in people:
        from django.db import transaction
        with transaction.atomic():
            try:
                a = house.client(person).generic(method, path); a.getvalue()
                out += sign.get(a.status_code, f"[{a.status_code}]")
            except Exception as e:
                out += f"[{type(e).__name__}:{e}]"
            transaction.set_rollback(True)
    return out
@pytest.fixture
def house(reference, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"; settings.PUBLIC_DIR = tmp_path/"public"
    return House.build()
def test_dump(house):
    with open("/tmp/f4_part1.txt","w") as f:
        for line in [l for l in routes() if l.startswith('admin/')][152:215]:
            route = line.rpartition(" ")[0]
            people = PEOPLE if route.startswith("admin/") else DESK if route.startswith(("account/","services/")) else None
            if people is None: continue
            path = house.address(route)
            f.write(f"{route} {signs(house, people, 'GET', path)} {signs(house, people, 'POST', path)}\n"); f.flush()
