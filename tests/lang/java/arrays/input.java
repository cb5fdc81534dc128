class Cell {
    int heat;
    void cool() {}
}

class Grid {
    Cell[][] cells = new Cell[3][4];
    int[] sizes = {1, MAX};
    static final int MAX = 2;

    Cell[] row(int i) {
        cells[i][0].cool();
        cells[i][0].heat = sizes[0];
        sizes[i] += MAX;
        row(i)[0].cool();
        Cell[] made = new Cell[] {cells[0][0]};
        made[0].cool();
        return made;
    }
}
