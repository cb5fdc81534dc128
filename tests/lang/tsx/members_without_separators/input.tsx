interface Make {
    last: string
    <T>(of: T): string
}

export function View() {
    return (
        <p>
            word
            <b>(x)</b>: after
        </p>
    );
}
