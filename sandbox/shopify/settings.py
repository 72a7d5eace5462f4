"""What the stand-in permits, and how it delivers webhooks. Changed by a control, kept in the store."""

from pydantic import BaseModel, ConfigDict, Field

from sandbox.store import Store

ALL_SCOPES = (
    "read_products",
    "write_products",
    "read_orders",
    "read_all_orders",
    "write_orders",
    "read_discounts",
    "write_discounts",
    "read_customers",
    "read_files",
    "write_files",
)


class Customers(BaseModel):
    """Invented people who click on links in posts and buy, in a sandbox with ``--customers``."""

    model_config = ConfigDict(extra="forbid")

    is_on: bool = True
    seed: str = "sandbox"
    visits_per_minute: float = Field(default=4.0, gt=0, le=600)
    bot_percent: int = Field(default=15, ge=0, le=100)
    buy_percent: int = Field(default=30, ge=0, le=100)
    code_percent: int = Field(default=40, ge=0, le=100)
    refund_percent: int = Field(default=8, ge=0, le=100)
    cancel_percent: int = Field(default=4, ge=0, le=100)


class Settings(BaseModel):
    """``apps``: client ids and secrets. ``scopes``: what an app has that nobody asked for its scopes.

    Deliveries: ``copies`` of each, ``drop_percent`` lost, in random order (``shuffle``), ``late_s`` later,
    not at all for ``drop_topics``. ``retry_scale`` multiplies the pauses between attempts. ``compliance_url``
    gets the privacy topics; without it, the address of the app's last subscription does.
    ``journey_ready_s``: an order's visits are known after that. ``bulk_s``: how long a bulk operation takes.
    ``answers_as`` is the version that all responses name, whatever was asked for.
    """

    model_config = ConfigDict(extra="forbid")

    apps: dict[str, str] = {"sandbox": "sandbox"}
    scopes: list[str] = list(ALL_SCOPES)
    deliver: bool = True
    copies: int = Field(default=1, ge=1, le=10)
    shuffle: bool = False
    drop_percent: int = Field(default=0, ge=0, le=100)
    drop_topics: list[str] = []
    late_s: float = Field(default=0, ge=0)
    retry_scale: float = Field(default=1.0, gt=0)
    compliance_url: str = ""
    journey_ready_s: float = Field(default=180, ge=0)
    bulk_s: float = Field(default=2, ge=0)
    answers_as: str = ""
    bucket: int = Field(default=2000, ge=10)
    restore_rate: int = Field(default=100, ge=1)
    customers: Customers = Customers()


def current(store: Store) -> Settings:
    row = store.row("SELECT value FROM shopify_settings WHERE name = 'settings'")
    return Settings() if row is None else Settings.model_validate_json(row["value"])


def change(store: Store, values: dict[str, object]) -> Settings:
    """Replace the named settings. Raises ValueError for unknown ones."""
    with store.transaction():
        whole = current(store).model_dump()
        for name, value in values.items():
            is_part = isinstance(value, dict) and name == "customers"
            whole[name] = whole[name] | value if is_part and isinstance(value, dict) else value
        changed = Settings.model_validate(whole)
        store.change(
            "INSERT OR REPLACE INTO shopify_settings VALUES ('settings', ?)", (changed.model_dump_json(),)
        )
    return changed
