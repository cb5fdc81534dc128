export function standard(text) {
    return text.trim();
}
export function strict(text) {
    return text;
}
