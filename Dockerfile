FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /guichet
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN install --directory --owner=node /data
USER node
ENTRYPOINT ["node", "bin/guichet.ts"]
