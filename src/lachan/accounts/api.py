"""What a programme may ask of its own account."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from lachan.identity.public import actor_of


@require_GET
def whoami(request: HttpRequest) -> JsonResponse:
    """Who the platform takes the sender for: id, role, unit and rights."""
    actor = actor_of(request)
    told = {"id": actor.id, "role": actor.role, "area_path": actor.area_path, "rights": sorted(actor.rights)}
    return JsonResponse(told)
