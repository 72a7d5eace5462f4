# syntax=docker/dockerfile:1
#
#   docker build --target web -t ettametta .                  web server, workers and beat: one image, three commands
#   docker build --target render-node -t ettametta-node .     the render node for drawn scenes, without Django
#   docker build --target render-node-gpu -t ettametta-gpu .  the same with torch and diffusers, for NVIDIA cards

ARG PYTHON=3.11-slim-bookworm
ARG CUDA=13.0.2-base-ubuntu24.04

# --- the product's packages, built apart so that the image carries no build tools ------------------------------
FROM python:${PYTHON} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt constraints.txt ./
RUN /venv/bin/pip install -r requirements.txt

# --- web, worker and beat --------------------------------------------------------------------------------------
FROM python:${PYTHON} AS web
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=ettametta.settings.production \
    STATIC_ROOT=/app/static-files \
    VAR_DIR=/var/lib/ettametta
RUN useradd --system --uid 10001 --home-dir /var/lib/ettametta --create-home ettametta
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# The values only let the settings load; nothing of them stays in the image. The scripts that django-htmx brings
# name files it does not have, and the pages use none of them.
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
# WEB_WORKERS, WEB_THREADS and WEB_QUEUE size it; see .env.example.
CMD ["python", "-m", "ettametta.web_server"]

# --- the render node's packages --------------------------------------------------------------------------------
FROM python:${PYTHON} AS render-node-packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /venv
COPY constraints.txt ./
COPY render_node/requirements-base.txt ./render_node/
RUN /venv/bin/pip install -r render_node/requirements-base.txt -c constraints.txt

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
COPY render_node render_node
USER 10002
VOLUME /var/lib/render-node
EXPOSE 8020
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8020/healthz', timeout=4)"]
CMD ["python", "-m", "render_node"]

# --- the render node with diffusion models ----------------------------------------------------------------------
# torch's wheels bring CUDA's libraries; the base gives the driver's interface, and the compiler is what triton
# builds its kernels with. Checkpoints are mounted: docker run --gpus all -v /models:/models ettametta-gpu
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
COPY constraints.txt ./
COPY render_node/requirements-base.txt render_node/requirements.txt ./render_node/
RUN /venv/bin/pip install "$(grep '^torch==' render_node/requirements.txt)" \
    && /venv/bin/pip install -r render_node/requirements.txt
COPY render_node render_node
RUN useradd --system --uid 10002 --home-dir /var/lib/render-node --create-home render-node
USER 10002
VOLUME /var/lib/render-node
EXPOSE 8020
# Loading and warming up a large model takes minutes; alive is not ready, which /readyz says.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8020/healthz', timeout=4)"]
CMD ["python", "-m", "render_node"]
