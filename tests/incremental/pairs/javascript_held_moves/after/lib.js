export function start() {
    return this;
}
export const app = { stop() {} };
export const more = { run: start, stop() {} };
