import React, { FC, createContext, useContext, useMemo, useReducer, useRef, useState } from "react";
import { Board, Edge, Shape } from "./shapes";

export const BoardContext = createContext<Board | null>(null);

function reducer(state: Board, action: string): Board {
    return state;
}

export function useBoard(made: Board) {
    const [shape, setShape] = useState<Shape>();
    const [edge] = useState(() => new Edge());
    const held = useRef<Shape>(null);
    const memo = useMemo(() => new Shape(), []);
    const [state] = useReducer(reducer, made);
    shape?.edge();
    setShape((s) => s.grow());
    edge.flip();
    held.current?.edge();
    memo.grow();
    state.edges[0].flip();
    useContext(BoardContext)?.shape.edge();
    React.useState(new Edge())[0].flip();
}

export const Row: FC<{ shape: Shape }> = ({ shape }) => <p>{shape.edge()}</p>;
export const Line: React.FC<Board> = (props) => <p>{props.edges.map((e) => e.flip())}</p>;

export class Panel extends React.Component<Board, { last: Edge }> {
    render() {
        this.state.last.flip();
        return this.props.shape.edge();
    }
}
