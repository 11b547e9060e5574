"""The shape of a scenario: what happens on which day, to which areas, and how that is known."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, Strict

from lsip_workflow.journeys.authorities import Answer
from lsip_workflow.model import AnswerKind
from lsip_workflow.rulebook_conditions import Clock, Flag, Key, Shape, Text

Day = Annotated[date, Strict(), Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Known = Literal["known", "assumed", "simulated"]
CLASSES = Literal[
    "fe_college",
    "sixth_form_college",
    "designated_institution",
    "independent_training_provider",
    "higher_education",
]


class Heading(Shape):
    """What the scenario is about, and between which days."""

    key: Key
    title: Text
    starts: Day
    ends: Day
    providers: tuple[CLASSES, ...] = ()
    """The classes of which each area has one invented provider."""


class Line(Shape):
    """One line: on which day, in which areas, from which source, and whether it is known."""

    on: Day
    at: Clock = time(10)
    known: Known
    source: Text | None = None
    says: Text | None = None
    areas: Text | tuple[Text, ...] = "all"
    """All, all but some, or some, by their slugs or names; of the areas that there were on the day."""
    areas_of: Day | None = None
    """The day whose areas are meant, when it is not the day of the line: of an area that ended since."""
    cycle: Text | None = None
    """Which plan of the area, when it has several; else the one that was opened last."""


class Happens(Line):
    """Something happens outside these records: it is told, and changes nothing in them."""

    do: Literal["happens"]
    says: Text


class Designate(Line):
    """A body is designated for the area: the one named, or the one that the reference data name."""

    do: Literal["designate"]
    erb: Key | None = None


class Open(Line):
    """The plan of the area for a cycle is opened, at the first stage of an edition or another."""

    do: Literal["open"]
    edition: Key
    cycle: Text
    stage: Key | None = None
    erb: Key | None = None
    """The body, where nobody is designated: the trailblazers were selected."""
    replaces: Flag = False
    """Whether it replaces the last plans of the area, and of the areas that it came from."""


class Reach(Line):
    """The plan goes on, by its gates, until it is in a stage; what they ask for is simulated."""

    do: Literal["reach"]
    stage: Key


class Ask(Line):
    """The invented providers of some classes are asked for an answer by a day."""

    do: Literal["ask"]
    providers: tuple[CLASSES, ...] = Field(min_length=1)
    title: Text
    due: Day


class Answers(Line):
    """The invented providers of some classes answer what they were asked last."""

    do: Literal["answer"]
    providers: tuple[CLASSES, ...] = Field(min_length=1)
    kind: AnswerKind = AnswerKind.ANSWER
    until: Day | None = None
    """The day named, by a provider that needs more time."""


class AskSignature(Line):
    """Somebody is asked for a sign-off of the edition, by a day."""

    do: Literal["ask_sign_off"]
    sign_off: Key
    due: Day | None = None


class Decide(Line):
    """The decision of a body is recorded."""

    do: Literal["decide"]
    sign_off: Key
    body: Text


class Move(Line):
    """A date of the edition is moved to another day, with a reason from the list."""

    do: Literal["move"]
    date: Key
    due: Day
    reason: Key


class Suspend(Line):
    """A date of the edition is suspended, with a reason from the list and no new day."""

    do: Literal["suspend"]
    date: Key
    reason: Key


class Resume(Line):
    """A suspended date counts again, from the day that is now known."""

    do: Literal["resume"]
    date: Key
    due: Day


class Publish(Line):
    """A document is published; what a date was for may be done with it."""

    do: Literal["publish"]
    document: Literal["plan", "progress_report"]
    meets: Key | None = None


class Authority(Line):
    """A strategic authority of the area is noted: the one named, or each that there is on the day."""

    do: Literal["authority"]
    authority: Key | None = None


class AuthorityAnswers(Line):
    """A strategic authority that was noted answers, or its silence is dated."""

    do: Literal["authority_answer"]
    authority: Key
    answer: Answer


class GoOn(Line):
    """The ERB lead goes on from a condition of the guidance, with a reason."""

    do: Literal["go_on"]
    condition: Key
    reason: Text


class ChangeAreas(Line):
    """The changes of areas that the reference data know for the day are taken in."""

    do: Literal["change_areas"]


AnyLine = Annotated[
    Happens
    | Designate
    | Open
    | Reach
    | Ask
    | Answers
    | AskSignature
    | Decide
    | Move
    | Suspend
    | Resume
    | Publish
    | Authority
    | AuthorityAnswers
    | GoOn
    | ChangeAreas,
    Field(discriminator="do"),
]


class Scenario(Shape):
    """A scripted history; `load` sees that every name in it meets something."""

    scenario: Heading
    lines: tuple[AnyLine, ...] = Field(min_length=1)

    def in_order(self) -> list[AnyLine]:
        """The lines by their day and time; of one instant, as they are written."""
        return sorted(self.lines, key=lambda line: (line.on, line.at))

    def counts(self) -> dict[str, int]:
        """How many lines are known, assumed and simulated."""
        said = [line.known for line in self.lines]
        return {word: said.count(word) for word in ("known", "assumed", "simulated")}
