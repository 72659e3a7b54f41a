"""The command that shows what a refusal sends its reader to."""

from collections.abc import Mapping

from base.where_to_look import WhereToLook

COMMANDS: Mapping[WhereToLook, str] = {
    WhereToLook.AGENCIES: "`dondoc agencies list`",
    WhereToLook.CONTACTS: "`dondoc contacts list`",
    WhereToLook.DUTIES: "`dondoc tasks`",
    WhereToLook.DUTY: "`dondoc tasks`",
    WhereToLook.EVENTS: "`dondoc trigger list`",
    WhereToLook.FEEDS: "`dondoc feeds list`",
    WhereToLook.IMPORT: "`dondoc import`",
    WhereToLook.LOG_CHECK: "`dondoc audit verify`",
    WhereToLook.NEW_FEED: "`dondoc feeds create`",
    WhereToLook.NOTICES: "`dondoc notices list`",
    WhereToLook.PENDING: "`dondoc pending list`",
    WhereToLook.PEOPLE: "`dondoc people list`",
}
