"""Sample petitions for trying the portal out: clearly marked, in every state.

Made by the real actions on past days, so their clocks, threads and chains are
what they would be. Nobody is ever written to about a sample.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from casework.actions import perform
from casework.actions.rating import rate
from casework.actors import APPLICANT, THE_SYSTEM, staff
from casework.models import Case
from casework.samples import as_of
from feedback import spam
from feedback.actions import Submission, submit
from feedback.models import Category, Petition
from organisation.models import Unit, User

# One namespace, so that a second run finds the samples of the first.
_NAMESPACE = uuid.UUID("b2b7c1de-2f5c-4a52-9a35-7a3f0c1d2026")
NAMED: dict[str, Any] = {
    "name": "Жишээ Иргэн",
    "address": "Жишээ хаяг 1",
    "phone": "99000000",
    "reply_by": "phone",
}
APPEAL = "Стандарт, хэмжил зүйн газар"


@dataclass(frozen=True)
class Act:
    """One move of a sample's story, so many days after receipt."""

    day: int
    who: str  # clerk, head, citizen, system
    move: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A sample petition: who writes what, where, how long ago, and what follows."""

    kind: str
    unit: str
    body: str
    age: int  # days
    category: str = ""
    is_named: bool = True
    acts: tuple[Act, ...] = ()
    traces: str = ""  # "spam" to be suspected
    rating: tuple[int, bool, str] | None = None


TAKE = Act(1, "clerk", "take")


def answer(day: int, text: str, outcome: str = "solved") -> Act:
    """An answer with a decision."""
    data = {"text": text, "outcome": outcome, "appeal": APPEAL}
    return Act(day, "clerk", "answer", data)


STORIES = [
    Story(
        "complaint",
        "darkhan-uul",
        "Захын 3 дугаар лангууны жин 1 кг махыг 100 г-аар илүү заадаг. Шалгаж өгнө үү.",
        4,
        "measuring-scale",
    ),
    Story(
        "complaint",
        "orkhon",
        "Шатахуун түгээх станцын түгээгүүр 20 литр гэж заасан ч саванд 19 литр орлоо.",
        2,
        "measuring-fuel",
        acts=(TAKE,),
    ),
    Story(
        "request",
        "selenge",
        "Тарианы агуулахын жингийн баталгаажуулалтын хугацааг мэдэх гэсэн юм.",
        27,
        "measuring-verification",
        acts=(TAKE,),
    ),
    Story(
        "complaint",
        "bulgan",
        "Худалдан авсан цахилгаан халаагуурт тохирлын тэмдэг алга.",
        36,
        "certification-mark",
        acts=(TAKE,),
    ),
    Story(
        "application",
        "darkhan-uul",
        "Айлын усны тоолуурыг шалгуулах хүсэлтэй байна. Заалт хоёр дахин өссөн.",
        25,
        "measuring-meter",
        acts=(
            TAKE,
            Act(
                10,
                "head",
                "extend",
                {"days": 20, "reason": "Тоолуурыг лабораторид шалгаж байна."},
            ),
        ),
    ),
    Story(
        "complaint",
        "orkhon",
        "Ундны усны савлагаанд үйлдвэрлэсэн огноо уншигдахгүй байна.",
        12,
        "quality",
        acts=(
            TAKE,
            Act(3, "clerk", "ask", {"text": "Ямар нэртэй ус, хаанаас авсан бэ?"}),
        ),
    ),
    Story(
        "complaint",
        "selenge",
        "Гурилын шуудай дээрх цэвэр жин бодит жингээс зөрж байна.",
        30,
        "measuring-scale",
        acts=(
            TAKE,
            Act(3, "clerk", "ask", {"text": "Аль үйлдвэрийн гурил вэ?"}),
            Act(5, "citizen", "citizen_answer", {"text": "Нэр нь шошгон дээр алга."}),
            answer(20, "Үйлдвэрт шалгалт хийж, зөрчлийг арилгуулав."),
        ),
    ),
    Story(
        "suggestion",
        "head-office",
        "Стандартын жагсаалтыг хэлтэс бүрийн самбарт байрлуулж байвал дөхөм.",
        20,
        "standards-access",
        acts=(TAKE,),
    ),
    Story(
        "thanks",
        "uvs",
        "Жингээ шалгуулахад хурдан, найрсаг үйлчилсэнд баярлалаа.",
        6,
        is_named=False,
        acts=(
            TAKE,
            answer(2, "Сэтгэгдлээ хуваалцсанд баярлалаа.", "explained"),
        ),
    ),
    Story(
        "complaint",
        "khovd",
        "Зах дээрх жингүүд баталгаажуулалтын тэмдэггүй байна.",
        45,
        "measuring-scale",
        acts=(
            TAKE,
            answer(18, "18 жинг шалгаж, 4 жинг ашиглахыг хориглов."),
        ),
        rating=(5, True, "Хурдан шийдсэнд баярлалаа."),
    ),
    Story(
        "complaint",
        "dornod",
        "Дулааны тоолуурын заалт буруу байгааг дахин шалгаж өгнө үү.",
        50,
        "measuring-meter",
        acts=(
            TAKE,
            answer(25, "Тоолуур хэвийн ажиллаж байна.", "explained"),
            Act(
                30,
                "citizen",
                "reopen",
                {"reason": "Тоолуурыг миний дэргэд шалгаагүй."},
            ),
        ),
    ),
    Story(
        "request",
        "tuv",
        "Сумын эмнэлгийн даралтын аппаратыг хаана шалгуулах вэ?",
        40,
        "measuring-verification",
        is_named=False,
        acts=(
            TAKE,
            answer(5, "Аймгийн хэлтэст ажлын өдөр бүр шалгана.", "explained"),
            Act(19, "system", "close_silent"),
        ),
    ),
    Story(
        "complaint",
        "head-office",
        "Барилгын арматурын зузаан стандартын шаардлага хангахгүй байна.",
        9,
        "standards-breach",
        acts=(Act(1, "clerk", "return_incomplete", {"text": "Барилгын хаяг дутуу."}),),
    ),
    Story(
        "request",
        "head-office",
        "Зам засварын ажил хэзээ дуусах вэ?",
        8,
        "other",
        acts=(
            Act(
                2,
                "clerk",
                "forward_out",
                {
                    "body_name": "Зам, тээврийн газар",
                    "reason": "Замын асуудлыг зам, тээврийн байгууллага хариуцдаг.",
                },
            ),
        ),
    ),
    Story(
        "complaint",
        "zavkhan",
        "Дэлгүүрийн жин эвдэрсэн гэж хэлсэн ч ашигласаар байна.",
        15,
        "measuring-scale",
        acts=(TAKE, Act(4, "citizen", "withdraw")),
    ),
    Story(
        "suggestion",
        "head-office",
        "Хямд зээл! Одоо залга! Хямд зээл! Одоо залга!",
        3,
        is_named=False,
        traces="spam",
    ),
    Story(
        "request",
        "head-office",
        "Зар: машин зарна, утсаар холбогдоорой.",
        7,
        is_named=False,
        traces="spam",
        acts=(Act(1, "clerk", "spam"),),
    ),
    Story(
        "complaint",
        "orkhon",
        "Манай хэлтсийн нэг ажилтан бүдүүлэг харилцлаа.",
        11,
        "staff",
        acts=(TAKE,),
    ),
]

# The same complaint from neighbours: one root, the others point at it.
ROOT = Story(
    "complaint",
    "darkhan-uul",
    "Төв захын гурван лангууны жин дутуу жинлэж байна.",
    10,
    "measuring-scale",
    acts=(TAKE,),
)
NEIGHBOURS = [
    Story(
        "complaint",
        "darkhan-uul",
        f"Төв зах дээр жин дутуу байна. Би {ordinal} удаа анзаарлаа.",
        9 - number,
        "measuring-scale",
        is_named=number % 2 == 0,
    )
    for number, ordinal in enumerate(["хоёр", "гурав", "дөрөв"])
]


def make_samples(people: dict[str, User]) -> int:
    """Make every sample that is not there yet; returns how many were made.

    `people` gives the user who acts as clerk and as head (both officers, so
    that they may act in every unit).
    """
    before = Petition.objects.count()
    for story in [*STORIES, *_ordinary_life()]:
        _tell(story, people)
    root = _tell(ROOT, people)
    for story in NEIGHBOURS:
        mark = Act(1, "clerk", "duplicate", {"root": root})
        _tell(_with(story, mark), people)
    return Petition.objects.count() - before


def _with(story: Story, *acts: Act) -> Story:
    return Story(**{**vars(story), "acts": acts})


def _ordinary_life() -> Iterator[Story]:
    """A dozen answered and rated petitions, so that figures have something to say."""
    units = ["darkhan-uul", "orkhon", "selenge", "bulgan"]
    for number in range(16):
        yield Story(
            kind="complaint" if number % 3 else "request",
            unit=units[number % 4],
            body=f"Жинлүүрийн шалгалтын тухай {number + 1} дэх жишээ хүсэлт.",
            age=28 - number,
            category="measuring-verification",
            acts=(TAKE, answer(3 + number % 6, "Шалгаж, хариу өгөв.")),
            rating=(3 + number % 3, number % 4 != 0, "") if number % 5 else None,
        )


def _tell(story: Story, people: dict[str, User]) -> Case:
    key = uuid.uuid5(_NAMESPACE, f"{story.unit}:{story.body}")
    known = Case.objects.filter(client_key=key).first()
    if known is not None:
        return known
    with as_of(story.age):
        case: Case = _send(story, key)
    for act in story.acts:
        with as_of(max(0, story.age - act.day)):
            _act(case, act, people)
    if story.rating is not None:
        score, is_solved, comment = story.rating
        with as_of(0):
            rate(case_id=case.pk, score=score, is_solved=is_solved, comment=comment)
    return case


def _send(story: Story, key: uuid.UUID) -> Case:
    submission = Submission(
        client_key=key,
        kind=story.kind,
        body=story.body,
        unit=Unit.objects.get(code=story.unit),
        category=Category.objects.filter(code=story.category).first(),
        is_sample=True,
        **(NAMED if story.is_named else {}),
    )
    started = "" if story.traces else _a_minute_ago()
    honeypot = "http://example.mn" if story.traces else ""
    traces = spam.Traces(honeypot=honeypot, started=started, address="", phone="")
    return submit(submission=submission, traces=traces).case


def _a_minute_ago() -> str:
    # The signer reads time.time, which as_of does not move.
    import time

    with patch("time.time", return_value=time.time() - 60):
        return spam.started_token()


def _act(case: Case, act: Act, people: dict[str, User]) -> None:
    actors = {"citizen": APPLICANT, "system": THE_SYSTEM}
    actor = actors.get(act.who) or staff(people[act.who])
    perform(
        case_id=case.pk, move=act.move, actor=actor, version=None, data=dict(act.data)
    )
