# syntax=docker/dockerfile:1
# A tag moves with Node's security releases; a release is built from a digest. Find today's and build with it:
#   docker buildx imagetools inspect node:26-slim --format '{{.Manifest.Digest}}'
#   docker build --build-arg NODE=node:26-slim@sha256:<that digest> --tag bulla:0.2.0 .
ARG NODE=node:26-slim

FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/node/package.json ./scripts/node/
# The image brings Node itself, which is an optional package of package.json for each processor: for none of them, it stays out, and what
# PostgreSQL, BullMQ, S3 and traces need comes in. An image without that: docker build --build-arg PACKAGES=--omit=optional .
ARG PACKAGES=--cpu=none
RUN npm ci --omit=dev ${PACKAGES} --ignore-scripts

FROM ${NODE} AS gateway
LABEL org.opencontainers.image.title="Bulla" \
      org.opencontainers.image.description="Secure messaging gateway between customs administrations" \
      org.opencontainers.image.version="0.2.0" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/node:26-slim"

WORKDIR /app
# Owned by root and readable only: the gateway cannot change its own code.
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY bin ./bin
COPY scripts/need-node.mjs scripts/quick-loading.mjs ./scripts/
COPY deploy/healthcheck.mjs ./deploy/
COPY client ./client
COPY disk ./disk
COPY config ./config
COPY crypto ./crypto
COPY gateway ./gateway
COPY adapters ./adapters

# /bulla holds the installation folder: settings, keys, partners, agreements, data. It is the only thing to keep.
RUN install --directory --owner=node --group=node --mode=0700 /bulla /var/cache/bulla
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/var/cache/bulla \
    BULLA_FOLDER=/bulla \
    BULLA_NATIONAL_HOST=0.0.0.0
USER node
# Compiled once here, by the user that runs it (the cache is kept per user), so that a read-only root file system starts fast too; also what
# only some settings ask for, where its packages are.
RUN ["node", "--input-type=module", "--eval", "for (const part of ['gateway/start/serve', 'gateway/cli/program/bulla']) await import('/app/' + part + '.ts'); await Promise.allSettled(['store/postgres/postgres', 'queue/bullmq', 'parts/s3'].map((part) => import('/app/adapters/' + part + '.ts')))"]

VOLUME /bulla
# 8443 is the partner door (mutual TLS), 8444 the national door: publish the second one to your own systems only.
EXPOSE 8443 8444
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 CMD ["node", "deploy/healthcheck.mjs"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "bin/bulla.mjs"]
CMD ["serve"]

# For compose.yaml alone: the same with two folders, so that one setup can write to the volumes of two gateways.
FROM gateway AS setup
USER root
RUN install --directory --owner=node --group=node --mode=0700 /xa /xb
COPY deploy/setup.mjs ./deploy/
USER node
ENTRYPOINT ["node", "deploy/setup.mjs"]
CMD []

# What "docker build ." makes when no target is named.
FROM gateway
