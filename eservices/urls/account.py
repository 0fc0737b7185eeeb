"""The desk of companies and citizens: /account/."""

from django.urls import path

from eservices.views import payments
from eservices.views.account import (
    answer,
    application,
    company,
    home,
    instruments,
    lists,
    person,
    rows,
    sign_in,
    trips,
)

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("me/", person.person, name="person"),
    path("applications/", lists.applications, name="applications"),
    path("drafts/<uuid:draft>/discard/", lists.discard, name="discard"),
    path("applications/<str:number>/", application.application, name="application"),
    path("applications/<str:number>/answer/", answer.answer, name="answer"),
    path("applications/<str:number>/list/<slug:key>/", rows.rows, name="rows"),
    path("applications/<str:number>/file/<int:pk>/", application.file, name="file"),
    path("applications/<str:number>/act/<slug:code>/", application.act, name="act"),
    path("applications/<str:number>/withdraw/", application.withdraw, name="withdraw"),
    path("applications/<str:number>/reopen/", application.reopen, name="reopen"),
    path("applications/<str:number>/again/", application.try_again, name="try_again"),
    path("applications/<str:number>/trip/", trips.leave, name="leave_trip"),
    path("applications/<str:number>/trip/<int:pk>/", trips.join, name="join_trip"),
    path("certificates/", lists.certificates, name="certificates"),
    path("certificates/<int:pk>/pdf/", lists.certificate_pdf, name="certificate_pdf"),
    path(
        "certificates/<int:pk>/json/", lists.certificate_json, name="certificate_json"
    ),
    path("certificates/<int:pk>/renew/", lists.renew, name="renew"),
    path("certificates/<int:pk>/confirm/", lists.confirm, name="confirm"),
    path("standards/", lists.standards, name="standards"),
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/sheet/", instruments.as_sheet, name="instruments_sheet"),
    path("instruments/order/", instruments.order, name="order"),
    path("invoices/", lists.invoices, name="invoices"),
    path("invoices/<str:number>/", payments.invoice, name="invoice"),
    path("invoices/<str:number>/pdf/", payments.pdf, name="invoice_pdf"),
    path("invoices/<str:number>/code/", payments.code, name="invoice_code"),
    path("invoices/<str:number>/check/", payments.check, name="invoice_check"),
    path("invoices/<str:number>/pretend/", payments.pretend, name="invoice_pretend"),
    path("companies/register/", company.register, name="register"),
    path("companies/<slug:register>/", company.company, name="company"),
    path("companies/<slug:register>/members/", company.members, name="members"),
    path("companies/<slug:register>/invite/", company.members, name="invite"),
    path(
        "companies/<slug:register>/members/<int:pk>/role/",
        company.member_role,
        name="member_role",
    ),
    path(
        "companies/<slug:register>/members/<int:pk>/end/",
        company.end_member,
        name="member_end",
    ),
    path(
        "companies/<slug:register>/invitations/<int:pk>/cancel/",
        company.cancel_invitation,
        name="cancel_invitation",
    ),
    path("invitations/<slug:token>/", company.accept, name="accept"),
]
