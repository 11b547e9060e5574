"""The closed sets of words that rows, rulebooks, events and pages share."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to a plan; messages and sign-offs name roles, never people."""

    PROJECT_MANAGER = "project_manager"
    ERB_LEAD = "erb_lead"
    BOARD_MEMBER = "board_member"
    PROVIDER_RESPONDENT = "provider_respondent"
    PROVIDER_DEPUTY = "provider_deputy"
    PROVIDER_CONFIRMER = "provider_confirmer"
    PROVIDER_COLLEAGUE = "provider_colleague"
    AUTHORITY_OFFICER = "authority_officer"
    DEPARTMENT_READER = "department_reader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


OF_A_PROVIDER = frozenset({role for role in Role if role.startswith("provider_")})


class Strength(StrEnum):
    """How much a condition of a gate weighs."""

    LAW = "law"
    GUIDANCE = "guidance"
    GOOD_PRACTICE = "good_practice"


class SourceStatus(StrEnum):
    """Whether somebody read the source of a rule."""

    SOURCED = "sourced"
    UNVERIFIED = "unverified"


class Precision(StrEnum):
    """How exactly a date is known."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """How a date comes about."""

    CALENDAR = "calendar"
    WORKING_DAYS = "working_days"
    IMMEDIATE = "immediate"
    ROLLING_YEARS = "rolling_years"
    WINDOW = "window"
    SET_BY_ERB = "set_by_erb"
    UNSPECIFIED = "unspecified"


class Test(StrEnum):
    """What the Act has considered, or identified, before a plan can be approved (2022 Act, s.1)."""

    __test__ = False  # not a test of pytest's

    ENVIRONMENT = "environment"
    AUTHORITY_VIEWS = "authority_views"
    EMPLOYER_VIEWS = "employer_views"
    OTHER_EVIDENCE = "other_evidence"
    PROVIDER_ACTIONS = "provider_actions"


class ProviderClass(StrEnum):
    """The classes of provider that duties are written for; unknown until a person says."""

    FE_COLLEGE = "fe_college"
    SIXTH_FORM_COLLEGE = "sixth_form_college"
    DESIGNATED_INSTITUTION = "designated_institution"
    INDEPENDENT_TRAINING_PROVIDER = "independent_training_provider"
    HIGHER_EDUCATION = "higher_education"
    LOCAL_AUTHORITY = "local_authority"
    UNKNOWN = "unknown"
