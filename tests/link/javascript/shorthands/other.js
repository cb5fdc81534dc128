export default function other() {}
