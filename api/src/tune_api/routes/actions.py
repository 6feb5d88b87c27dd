"""POST suspend, resume and restart of a job."""

from http import HTTPStatus

from fastapi import APIRouter

from tune_api.documents.action import ActionDocument
from tune_api.problem import problems
from tune_api.services import AppServices, Services
from tune_contract.tunejob.action import JobAction

router = APIRouter(
    prefix="/api/v1/jobs/{namespace}/{name}", tags=["jobs"], responses=problems(404, 409, 503)
)


@router.post("/suspend", summary="Suspend a job", status_code=HTTPStatus.ACCEPTED)
async def suspend_job(namespace: str, name: str, services: AppServices) -> ActionDocument:
    """Have a job finish its batch and stop; checkpoint and results stay."""
    return await _ask(services, namespace, name, JobAction.SUSPEND)


@router.post("/resume", summary="Resume a job", status_code=HTTPStatus.ACCEPTED)
async def resume_job(namespace: str, name: str, services: AppServices) -> ActionDocument:
    """Have a suspended job go on from its checkpoint."""
    return await _ask(services, namespace, name, JobAction.RESUME)


@router.post("/restart", summary="Restart a job", status_code=HTTPStatus.ACCEPTED)
async def restart_job(namespace: str, name: str, services: AppServices) -> ActionDocument:
    """Have a new driver go on from the checkpoint; a suspended job does so when it is resumed."""
    return await _ask(services, namespace, name, JobAction.RESTART)


async def _ask(services: Services, namespace: str, name: str, action: JobAction) -> ActionDocument:
    job = await services.jobs.get(namespace, name)
    await services.actions.ask(job, action)
    return ActionDocument(namespace=namespace, name=name, action=action, meaning=action.sentence)
