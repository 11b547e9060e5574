"""The one table of sheets and columns: the template, the reader and the export are all made from it."""

from dataclasses import dataclass

from lsip_workflow.adopt import cells, days
from lsip_workflow.adopt.lines import (
    ActionLine,
    ContactLine,
    Line,
    NeedLine,
    OrganisationLine,
    PastLine,
    PlanLine,
    PriorityLine,
)


@dataclass(frozen=True)
class Column:
    """A column that is read: its field, its heading and others that mean the same, and how it is read."""

    field: str
    heading: str
    read: cells.Reader
    needed: bool = False
    also: tuple[str, ...] = ()
    tells: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet that is read; `also` are names under which published plans have it."""

    name: str
    key: str
    line: type[Line]
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    tells: str = ""


HOW = "How to fill this in"
"""The sheet of our own template that explains the others, and is never read."""
PLAN = Sheet(
    "Plan",
    "plan",
    PlanLine,
    (
        Column("area", "Area", cells.line, True, tells="The LSIP area, by its name."),
        Column(
            "erb",
            "Employer representative body",
            cells.line,
            True,
            ("ERB",),
            "The body that holds the area, by its name.",
        ),
        Column("cycle", "Cycle", cells.code, True, ("Plan period",), "The years of the plan: 2026-29."),
        Column(
            "edition",
            "Edition of the guidance",
            cells.code,
            True,
            ("Edition", "Guidance"),
            "2021-trailblazer, 2022-statutory or 2025-joint-ownership.",
        ),
        Column(
            "stage",
            "Stage today",
            cells.line,
            True,
            ("Stage",),
            "Where the plan stands: Roadmap, for instance.",
        ),
        Column("since", "In this stage since", days.day, True, ("Since",), "The day on which it came there."),
        Column(
            "pages", "Pages of the main body", cells.whole(0, 2_000), False, ("Pages",), "Annexes left out."
        ),
        Column(
            "said_by",
            "Told by",
            cells.line,
            False,
            ("Said by",),
            "Who says what happened before, where a line of the sheet Before names nobody else.",
        ),
    ),
    tells="One thing on each line: the name on the left, what it is on the right.",
)
BEFORE = Sheet(
    "Before",
    "before",
    PastLine,
    (
        Column(
            "what", "What happened", cells.line, True, ("Event", "Milestone"), "Plan approved, for instance."
        ),
        Column(
            "day",
            "Date",
            days.rough_day,
            True,
            ("When",),
            "As exactly as it is known: 30 June 2025, June 2025, summer 2025, 2025, not known.",
        ),
        Column("stage", "Stage", cells.line, tells="The stage that it belongs to, where it belongs to one."),
        Column("reference", "Reference", cells.line, tells="Of the minute, the letter or the notice."),
        Column("url", "Web address", cells.address, also=("URL", "Link"), tells="Where it can be read."),
        Column("document", "Document", cells.line, tells="The name of a document, and where it is kept."),
        Column("said_by", "Told by", cells.line, also=("Said by", "Source"), tells="Who says so."),
    ),
    ("History", "What happened before", "Milestones"),
    "What happened before this record began. It is shown as told, by whom; it counts as nobody's signature.",
)
NEEDS = Sheet(
    "Needs",
    "needs",
    NeedLine,
    (
        Column("code", "Code", cells.code, also=("Ref", "Need code"), tells="The plan's own, if it has one."),
        Column(
            "occupation",
            "Occupation or skill",
            cells.line,
            True,
            ("Need", "Skills need", "Occupation", "Skill need", "Job role"),
        ),
        Column("soc", "SOC", cells.number_code, also=("SOC 2020", "SOC code", "SOC2020")),
        Column("sic", "SIC", cells.number_code, also=("SIC 2007", "SIC code", "SIC2007")),
        Column("occupation_code", "Occupation code", cells.code, also=("OCC code", "Occupational map code")),
        Column(
            "level", "Level", cells.whole(0, 8), tells="0 (entry) to 8; a range goes in a column of your own."
        ),
        Column("horizon", "When", cells.horizon, tells="Current, emerging, or within three years."),
        Column("status", "Status", cells.line, tells="In your own words; kept as they are."),
    ),
    ("Skills needs", "Local skill needs", "Annex A", "Skills need table", "Skills needs table"),
)
PRIORITIES = Sheet(
    "Priorities",
    "priorities",
    PriorityLine,
    (
        Column("code", "Code", cells.code, True, ("Ref", "Priority code"), "The plan's own: OP1, C1, DT1."),
        Column("title", "Priority", cells.line, True, ("Title", "Priority title")),
        Column(
            "kind",
            "Kind",
            cells.worded,
            True,
            ("Type", "Category"),
            "Sector, cross-cutting (or overarching), or system.",
        ),
        Column(
            "needs",
            "Needs",
            cells.several(cells.line),
            False,
            ("Skills needs", "Needs served"),
            "Codes or names of the sheet Needs, parted by semicolons.",
        ),
        Column("status", "Status", cells.line, tells="In your own words; kept as they are."),
    ),
    ("Overarching priorities", "Our priorities"),
)
ACTIONS = Sheet(
    "Actions",
    "actions",
    ActionLine,
    (
        Column(
            "code", "Code", cells.code, True, ("Ref", "Reference", "Action code", "Action ref"), "Your own."
        ),
        Column("title", "Action", cells.line, True, ("Title", "Agreed action", "Agreed change")),
        Column("priority", "Priority", cells.code, also=("Priority code", "Priority ref"), tells="Its code."),
        Column(
            "lead",
            "Lead",
            cells.line,
            False,
            ("Owner", "Lead organisation", "Lead partner"),
            "An organisation of the sheet Organisations, by its name there, or “ERB”.",
        ),
        Column(
            "planned_for",
            "Date",
            days.day,
            False,
            ("Planned for", "By when", "Target date", "Completion date", "Due date", "Deadline"),
            "The day by which it is meant to be done.",
        ),
        Column("measure", "Measure", cells.words, also=("Success measure", "Measure of success", "KPI")),
        Column(
            "route",
            "Delivery route",
            cells.route,
            False,
            ("Route",),
            "Statutory process, ERB implementation plan, or both.",
        ),
        Column("for_providers", "For providers", cells.yes_no, tells="Yes or no; blank means yes."),
        Column("status", "Status", cells.line, tells="In your own words; kept as they are."),
        Column("done", "Last progress", cells.words, also=("Done", "Progress", "Done so far", "Update")),
        Column("progress_on", "Progress as at", days.day, also=("Date of progress", "Progress date")),
        Column("impact", "Impact", cells.words),
        Column("remains", "Still to do", cells.words, also=("Remains", "Next steps")),
    ),
    ("Roadmap", "Action plan", "Annex B", "Roadmap actions", "Action plan table", "Actions and changes"),
)
ORGANISATIONS = Sheet(
    "Organisations",
    "organisations",
    OrganisationLine,
    (
        Column("name", "Name", cells.line, True, ("Organisation", "Organisation name")),
        Column(
            "kind",
            "Kind",
            cells.organisation_kind,
            True,
            ("Type",),
            "Provider, strategic authority, department, ERB or other.",
        ),
        Column("ukprn", "UKPRN", cells.ukprn, tells="Eight digits; for providers."),
        Column("url", "Web address", cells.address, also=("URL", "Website", "Web site")),
        Column(
            "same_as",
            "Same as",
            cells.line,
            tells="Where you are asked whether it is here already: its UKPRN or id, or “new”.",
        ),
    ),
    ("Partners", "Stakeholders", "Partner organisations"),
)
CONTACTS = Sheet(
    "Contacts",
    "contacts",
    ContactLine,
    (
        Column("name", "Name", cells.line, True, ("Contact", "Contact name", "Full name")),
        Column("email", "E-mail", cells.email, also=("E-mail address", "Email", "Email address")),
        Column("phone", "Telephone", cells.line, also=("Phone", "Tel", "Telephone number", "Phone number")),
        Column("organisation", "Organisation", cells.line, True, ("Organisation name", "Employer")),
        Column(
            "roles",
            "Role",
            cells.several(cells.role),
            False,
            ("Roles",),
            "Project manager, ERB lead, Board member, Provider contact, Deputy, Confirms answers, Authority "
            "officer, Department contact, Auditor; several parted by semicolons.",
        ),
        Column(
            "post",
            "Post",
            cells.post,
            tells="Principal, chair, chief executive (a person sends what is for them), or other.",
        ),
        Column("same_as", "Same as", cells.line, tells="Where you are asked: the person's id, or “new”."),
    ),
    ("People", "Contact list"),
)
SHEETS: tuple[Sheet, ...] = (PLAN, BEFORE, NEEDS, PRIORITIES, ACTIONS, ORGANISATIONS, CONTACTS)
