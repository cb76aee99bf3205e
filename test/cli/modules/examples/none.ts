export const answer: number = 42;
export const makeModel = () => ({ doGenerate() {}, doStream() {} });
