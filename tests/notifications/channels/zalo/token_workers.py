"""What a process that needs a token does. By itself, so that it starts quickly: no channel is imported."""

from datetime import datetime

from notifications.channels.zalo.tokens import TokenKeeper, ZaloApp
from notifications.channels.zalo.vault import DatabaseVault
from workflow.store.database.opening import Database

ACCOUNT = "4318657"
KEY = b"0" * 32


def a_keeper(vault: DatabaseVault, zalo_url: str, now: datetime) -> TokenKeeper:
    """The keeper of this vault against the Zalo at this address."""
    return TokenKeeper(vault=vault, app=ZaloApp(id="app", secret="app-secret"), clock=lambda: now, oauth=zalo_url)


def ask_for_token(database: Database, zalo_url: str, now: datetime) -> str:
    """Ask for an access token that is good now."""
    return a_keeper(DatabaseVault(database=database, keys=(KEY,), clock=lambda: now), zalo_url, now).current(ACCOUNT)
