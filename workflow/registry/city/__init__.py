"""The demonstration city: Kota Kupang's real units, filled with fictional people, the same for the same seed."""

from workflow.registry.city.build import City, build_city
from workflow.registry.city.candidates import ROUTES, candidates, candidates_by_route

__all__ = ["ROUTES", "City", "build_city", "candidates", "candidates_by_route"]
