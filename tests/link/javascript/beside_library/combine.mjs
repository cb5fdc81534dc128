export function combine(a, b) {
    return { ...a, ...b };
}
