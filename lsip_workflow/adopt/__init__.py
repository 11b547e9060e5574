"""Plans in workbooks: one table of sheets and columns, read into lines or faults, and written out again.

Pure: nothing here knows a database, the clock or the settings, and nothing in a workbook is ever evaluated.
"""

from lsip_workflow.adopt.annotating import annotated
from lsip_workflow.adopt.crossing import same_person
from lsip_workflow.adopt.lines import (
    ActionLine,
    Adoption,
    ContactLine,
    Extra,
    Fault,
    NeedLine,
    OrganisationLine,
    PastLine,
    PlanLine,
    PriorityLine,
    Reading,
    Worded,
)
from lsip_workflow.adopt.reading import in_order, read
from lsip_workflow.adopt.writing import Row, template, without_contacts, write

__all__ = [
    "ActionLine",
    "Adoption",
    "ContactLine",
    "Extra",
    "Fault",
    "NeedLine",
    "OrganisationLine",
    "PastLine",
    "PlanLine",
    "PriorityLine",
    "Reading",
    "Row",
    "Worded",
    "annotated",
    "in_order",
    "read",
    "same_person",
    "template",
    "without_contacts",
    "write",
]
