"""Who comes in at each page: the table that `test_every_page` holds every page and every input to.

In the order of ROLES, each of the plan's own area. "in": let in, whatever is then said of an empty form;
403 is told why, to 404 nothing is there, 303 is led elsewhere.
"""

from lsip_workflow.model import Role

ROLES = (
    *(Role.PROJECT_MANAGER, Role.ERB_LEAD, Role.BOARD_MEMBER),
    *(Role.PROVIDER_RESPONDENT, Role.PROVIDER_DEPUTY, Role.PROVIDER_CONFIRMER),
    *(Role.AUTHORITY_OFFICER, Role.DEPARTMENT_READER, Role.AUDITOR, Role.ADMINISTRATOR),
)

EXPECTED: dict[str, str] = {}

# What somebody of another area comes into: it is theirs for another reason, which the line says.
ELSEWHERE: dict[str, str] = {}
