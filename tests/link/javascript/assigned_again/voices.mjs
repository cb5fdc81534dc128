export function loud() {
    return 'A';
}
export function quiet() {
    return 'a';
}
