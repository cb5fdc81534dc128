function good(): number {
  return 1;
}

let broken = ;

class After {
  after(): void {}
}

interface Fine {
  name: string;
}

const x: = 3;
