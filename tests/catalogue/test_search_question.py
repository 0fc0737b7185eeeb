"""What an address asks, and the address of what is asked."""

from datetime import date

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.search import Question


def read(query: str) -> Question:
    return Question.read(QueryDict(query))


def test_every_parameter_is_read():
    assert read(
        "q=+us++undnii&body=mns&body=iso&status=valid&ics=13.060&year_from=2010"
        "&year_to=2020&language=mn&committee=iso-tc-147&on=2015-02-01&page=3"
    ) == Question(
        text="us undnii",
        bodies=("iso", "mns"),
        statuses=("valid",),
        ics="13.060",
        year_from=2010,
        year_to=2020,
        language="mn",
        committee="iso-tc-147",
        on=date(2015, 2, 1),
        page=3,
    )


def test_nonsense_is_as_if_not_there():
    assert (
        read(
            "q=%00&body=../x&status=new&ics=abc&year_from=99&year_to=%D9%A1&language=1"
            "&committee=A B&on=2015-02-31&page=-1&after=a1.x&other=1"
        )
        == Question()
    )


def test_the_address_of_a_question_asks_the_same():
    question = read("on=2015-02-01&q=ус&status=valid&body=mns&page=2&after=a15.7")
    assert question.query() == (
        "q=%D1%83%D1%81&body=mns&status=valid&on=2015-02-01&page=2&after=a15.7"
    )
    assert read(question.query()) == question


def test_another_filter_begins_at_the_first_page():
    question = read("q=ус&page=2&after=a15.7")
    assert question.with_(ics="13") == read("q=ус&ics=13")


def test_a_page_of_everything_asks_nothing():
    assert Question().query() == ""
    assert read("page=2").is_empty
    assert not read("ics=13").is_empty


def test_only_words_are_no_filter():
    assert not read("q=ус&page=2").has_filters
    assert read("q=ус&on=2015-02-01").has_filters


@settings(max_examples=200)
@given(st.text(), st.text(), st.text())
def test_no_address_is_refused(text: str, ics: str, page: str):
    query = QueryDict(mutable=True)
    query.update({"q": text, "ics": ics, "page": page, "after": ics, "on": page})
    question = Question.read(query)
    assert len(question.text) <= 200
    assert read(question.query()) == question
