/** One text: plain, or by the plural forms of `{count}` (Intl.PluralRules' names; `other` is the one that every language has). */
export type Text = string | Plural;
export type Plural = { readonly other: string } & { readonly [form in Exclude<Intl.LDMLPluralRule, 'other'>]?: string };

/** The names of the values that a text wants: `'{a} of {b}'` wants `a` and `b`. */
export type ValuesOf<T> = T extends string ? Names<T> : T extends Plural ? 'count' | Names<Exclude<T[keyof T], undefined>> : never;

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
