import time, pytest, time_machine
from casework.actors import staff
from eservices.models import *
from tests.eservices.officers import *
from tests.casework.office import sign_in, case_url
pytestmark=[pytest.mark.django_db, pytest.mark.usefixtures("reference","private")]
def test_perf():
    o=Office("verification")
    f=InstrumentRow.objects.filter(application=o.application.pk)[0]
    InstrumentRow.objects.bulk_create(InstrumentRow(application=o.application,position=n,kind=f.kind,maker="CAS",model="SW",serial=f"C{n:04d}",range_text="0-30 кг") for n in range(3,2001))
    o.judge=lambda: None
    t=time.time(); o.bring_to("in_work"); print("work",time.time()-t)
    c=sign_in(o.clerk)
    t=time.time(); r=c.get(case_url(o.application)); print("case",time.time()-t,len(r.content))
    a=f"/admin/eservices/application/{o.application.pk}/results/"
    t=time.time(); r=c.get(a); print("results",time.time()-t,len(r.content))
    o.application.refresh_from_db()
    text="\n".join(f"{'A10%d'%n if n<3 else 'C%04d'%n}\tТ-{n}\t+" for n in range(1,2001))
    t=time.time(); r=c.post(a,{"version":o.application.version,"act":"pasted","table":text,"day":"2026-11-03"}); print("paste",r.status_code,time.time()-t)
    with time_machine.travel(SENT,tick=False):
        pass
    o.do("propose",staff(o.proposer),proposal="granted",text="x")
    t=time.time(); o.do("grant",staff(o.head),text="x"); print("grant 2000",time.time()-t)
