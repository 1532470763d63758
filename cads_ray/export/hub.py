"""The dataset on the Hugging Face Hub, by its own client, which is imported when it is needed and not before."""

from __future__ import annotations

from pathlib import Path

from cads_ray.errors import ConfigError, HubError, Unauthorized


def push_to_hub(folder: Path, repository: str) -> str:
    """Upload `folder` as the dataset `repository` (org/name), made private if it is new; returns its address.

    The token is huggingface_hub's own business (HF_TOKEN, or `hf auth login`). Raises ConfigError for a wrong name or a
    missing client, Unauthorized when the Hub refuses the token, HubError when it cannot be reached or does not take it.
    """
    try:
        from httpx import TransportError  # what huggingface_hub speaks through
        from huggingface_hub import HfApi
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError
    except ImportError:
        raise ConfigError('export.push_to_hub needs huggingface_hub: pip install "cads-ray[hub]"') from None
    again = (
        f"the dataset is in {folder} and can be pushed again: python -m cads_ray.export run={folder.parent} formats=[] "
    )
    again += f"push_to_hub={repository}"
    try:
        api = HfApi()
        address = api.create_repo(repository, repo_type="dataset", private=True, exist_ok=True)
        api.upload_folder(
            repo_id=repository, repo_type="dataset", folder_path=folder, commit_message="Made with cads_ray"
        )
    except HFValidationError:
        raise ConfigError(f"export.push_to_hub={repository}: write it as org/name") from None
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in (401, 403):
            raise Unauthorized(f"the Hub refuses to write {repository} ({status}): set HF_TOKEN; {again}") from None
        raise HubError(f"the Hub did not take {repository} ({status}); {again}") from None
    except (OSError, TransportError) as error:
        raise HubError(f"the Hub cannot be reached ({type(error).__name__}); {again}") from None
    return str(address)
