"""What every page of a plan begins with: whose it is, where it stands, and the way to its other pages."""

from dataclasses import dataclass

from sqlmodel import Session

from lsip_workflow.model import Area, Organisation, Plan
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.words import outside

# The pages of a plan for its team, in the order of the work: under each heading (address, name).
SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "This plan",
        (
            ("", "Where it stands"),
            ("/progress", "Progress"),
            ("/dates", "Dates"),
            ("/board-page", "Board page"),
            ("/timeline", "Timeline"),
            ("/runs", outside("run")),
        ),
    ),
    (
        "Research",
        (
            ("/considered", "What was considered"),
            ("/engagement", "Who was heard"),
            ("/evidence", "Evidence"),
            ("/findings", "Findings"),
            ("/needs", "Skills needs"),
            ("/barriers", "Barriers"),
        ),
    ),
    (
        "The plan itself",
        (
            ("/priorities", "Priorities"),
            ("/actions", "Actions"),
            ("/consultations", "Consultations"),
            ("/mistakes", "Taken out"),
            ("/reports", "Progress reports"),
            ("/cycle", "The plan before and after"),
            ("/sharing", "What others see"),
        ),
    ),
    (
        "Deciding and the way out",
        (
            ("/sign-offs", "Sign-offs and decisions"),
            ("/delegations", "Signing passed on"),
            ("/meetings", "Meetings and interests"),
            ("/conflicts", "Conflicts of interest"),
            ("/duties", "Duties: what was done"),
            ("/authorities", "Strategic authorities"),
            ("/submission", "Submission and publication"),
            ("/releases", "Releases"),
        ),
    ),
    (
        "Providers",
        (
            ("/providers", "Who takes part"),
            ("/requests", "Requests and answers"),
            ("/matrix", "Who said what"),
        ),
    ),
)


@dataclass(frozen=True)
class Head:
    """The plan in a line, and what whoever looks may do: its team writes, an auditor reads."""

    id: str
    area: str
    area_id: str
    erb: str
    cycle: str
    stage: str
    example: bool
    held: bool
    writes: bool

    @property
    def sections(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The pages of this plan, under their headings, with whole addresses."""
        return tuple(
            (heading, tuple((f"/plans/{self.id}{path}", name) for path, name in pages))
            for heading, pages in SECTIONS
        )


def head(session: Session, world: Runtime, plan: Plan, actor: Actor) -> Head:
    """The head of a plan's pages, for its team or an auditor."""
    team = permissions.in_team(actor, plan.area_id, plan.erb_id)
    return Head(
        id=plan.id,
        area=session.get_one(Area, plan.area_id).name,
        area_id=plan.area_id,
        erb=session.get_one(Organisation, plan.erb_id).name,
        cycle=plan.cycle,
        stage=world.books[plan.edition].stage(plan.stage).title,
        example=plan.example,
        held=plan.held,
        writes=team and plan.area_id not in actor.closed,
    )
