# One image for every process: web (of each face), worker and beat.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /srv/vef vef
WORKDIR /srv/vef/app

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY --chown=vef:vef . ./
RUN python .ci/messages.py compile \
    && python .ci/collect_static.py \
    && mkdir -p /srv/vef/var && chown -R vef:vef /srv/vef/var
USER vef
ENV VEF_VAR_DIR=/srv/vef/var
EXPOSE 8000
# No access log: the paths of people's pages hold their links.
CMD ["gunicorn", "vef.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4"]
