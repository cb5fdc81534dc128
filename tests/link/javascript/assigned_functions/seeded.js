export function seeded(max) {
    return max - 1;
}
