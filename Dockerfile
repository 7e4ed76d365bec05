# Café Host in a container: built in one stage, run in another without a compiler, as a user without rights.
# docs/OPERATING.md says how to run it. What it keeps is in /data; the configuration is /data/config.toml, if there is one.

FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /opt/cafe
COPY requirements/run.txt requirements/build.txt requirements/
RUN /opt/cafe/bin/python -m pip install --no-cache-dir --disable-pip-version-check -r requirements/run.txt \
 && python -m pip install --no-cache-dir --disable-pip-version-check -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY prompts prompts
RUN python -m pip wheel --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir /build/wheels . \
 && /opt/cafe/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps /build/wheels/*.whl \
 && /opt/cafe/bin/python -m compileall -q /opt/cafe/lib

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Café Host" \
      org.opencontainers.image.description="A bot that hosts asynchronous café conversations" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --system --gid 10001 cafe \
 && useradd --system --uid 10001 --gid cafe --no-create-home --home-dir /data --shell /usr/sbin/nologin cafe \
 && install -d -o cafe -g cafe -m 0700 /data
COPY --from=build /opt/cafe /opt/cafe
ENV PATH=/opt/cafe/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CAFE_LOG__FORMAT=json \
    CAFE_HEALTH__PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['CAFE_HEALTH__PORT'] + '/health', timeout=8)"]
ENTRYPOINT ["cafe"]
CMD ["run", "--data", "/data"]
