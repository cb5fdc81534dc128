export function start() {
    return this;
}
export const app = { run: start, stop() {} };
export const more = { stop() {} };
