"""What every store must do: one suite, which each database's own tests inherit.

A store passes by giving a fixture ``stand``: a fresh database and a way to connect to it once more.
"""

from __future__ import annotations

from tests.store.contract._answers import AnswersContract
from tests.store.contract._beats import BeatsContract
from tests.store.contract._cafes import CafesContract
from tests.store.contract._cards import CardsContract
from tests.store.contract._care import CareContract
from tests.store.contract._carrying import CarryingContract
from tests.store.contract._claiming import ClaimingContract
from tests.store.contract._deciding import DecidingContract
from tests.store.contract._deliveries import DeliveriesContract
from tests.store.contract._forgetting import ForgettingContract
from tests.store.contract._keeping import KeepingContract
from tests.store.contract._listening import ListeningContract
from tests.store.contract._members import MembersContract
from tests.store.contract._names import NamesContract
from tests.store.contract._people import PeopleContract
from tests.store.contract._pictures import PicturesContract
from tests.store.contract._posts import PostsContract
from tests.store.contract._programme import ProgrammeContract
from tests.store.contract._replanning import ReplanningContract
from tests.store.contract._saying import SayingContract
from tests.store.contract._uploads import UploadsContract
from tests.store.contract._voices import VoicesContract

__all__ = ["StoreContract"]


class StoreContract(
    CafesContract,
    BeatsContract,
    ClaimingContract,
    DeliveriesContract,
    PostsContract,
    AnswersContract,
    CarryingContract,
    PeopleContract,
    SayingContract,
    PicturesContract,
    MembersContract,
    NamesContract,
    DecidingContract,
    ForgettingContract,
    KeepingContract,
    ProgrammeContract,
    ListeningContract,
    ReplanningContract,
    CareContract,
    CardsContract,
    VoicesContract,
    UploadsContract,
):
    """The suite. Give a fixture ``stand``."""
