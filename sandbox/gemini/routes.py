"""The API's routes, in both of its versions."""

from starlette.routing import BaseRoute, Route

from sandbox.gemini import files, generation, interactions, veo


def _version(version: str) -> list[BaseRoute]:
    models = f"/{version}/models"
    one_interaction = f"/{version}/interactions/{{interaction_id}}"
    return [
        Route(models, generation.list_models),
        Route(models + "/{model}", generation.show_model, methods=["GET"]),
        Route(models + "/{model}:generateContent", generation.generate, methods=["POST"]),
        Route(models + "/{model}:streamGenerateContent", generation.stream, methods=["POST"]),
        Route(models + "/{model}:countTokens", generation.count_tokens, methods=["POST"]),
        Route(f"/{version}/interactions", interactions.create, methods=["POST"]),
        Route(one_interaction, interactions.show, methods=["GET"]),
        Route(f"{one_interaction}/cancel", interactions.cancel, methods=["POST"]),
        Route(f"/{version}/files", files.listing, methods=["GET"]),
        Route(f"/{version}/files/{{file_id}}:download", interactions.download, methods=["GET"]),
        Route(f"/{version}/files/{{file_id}}", files.show, methods=["GET"]),
        Route(f"/{version}/files/{{file_id}}", files.delete, methods=["DELETE"]),
    ]


_VEO = "/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}"

routes: list[BaseRoute] = [
    Route("/upload/{version:str}/files", files.start_or_append, methods=["POST", "PUT"]),
    *_version("v1"),
    *_version("v1beta"),
    Route(f"{_VEO}:predictLongRunning", veo.predict, methods=["POST"]),
    Route(f"{_VEO}:fetchPredictOperation", veo.fetch, methods=["POST"]),
    Route("/v1beta1/publishers/google/models/{model}", veo.show_model, methods=["GET"]),
]
