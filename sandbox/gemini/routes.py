"""Where the API's methods are, in both of its versions."""

from starlette.routing import BaseRoute, Route

from sandbox.gemini import files, generation


def _version(version: str) -> list[BaseRoute]:
    models = f"/{version}/models"
    return [
        Route(models, generation.list_models),
        Route(models + "/{model}", generation.show_model, methods=["GET"]),
        Route(models + "/{model}:generateContent", generation.generate, methods=["POST"]),
        Route(models + "/{model}:streamGenerateContent", generation.stream, methods=["POST"]),
        Route(models + "/{model}:countTokens", generation.count_tokens, methods=["POST"]),
        Route(f"/{version}/files", files.listing, methods=["GET"]),
        Route(f"/{version}/files/{{file_id}}", files.show, methods=["GET"]),
        Route(f"/{version}/files/{{file_id}}", files.delete, methods=["DELETE"]),
    ]


routes: list[BaseRoute] = [
    Route("/upload/{version:str}/files", files.start_or_append, methods=["POST", "PUT"]),
    *_version("v1"),
    *_version("v1beta"),
]
