import { Sum } from "./sums";

export async function use(sums: Sum[], tasks: Promise<Sum>[]) {
    sums.reduce((a, b) => a.add(b)).done();
    sums.reduce((all, s) => all.add(s), new Sum()).done();
    const lists = sums.reduce((all, s) => {
        all[0].done();
        return all;
    }, [] as Sum[]);
    lists[0].add(sums[0]);
    const named = sums.reduce<Record<string, Sum>>((all, s) => {
        all["a"].add(s);
        return all;
    }, {});
    named["a"].done();
    for (const settled of await Promise.allSettled(tasks))
        if (settled.status === "fulfilled") settled.value.done();
}
