// How the names of messages map to their types, so that a wrong name or field does not compile.

import type {
  InputsOf,
  MessageColumns,
  MessageColumnsInput,
  MessageInputs,
  MessageModule,
  MessageTypes,
  TypesOf,
} from '../codec/index.js';

/** The types of one message: as received, as published, and both by column (`never` where it has variable parts). */
export interface MessageEntry<Value = unknown, Input = unknown, Columns = unknown, ColumnsInput = unknown> {
  readonly value: Value;
  readonly input: Input;
  readonly columns: Columns;
  readonly columnsInput: ColumnsInput;
}

/** The messages of dualbus itself. */
export type OwnMessages = {
  [K in keyof MessageTypes]: MessageEntry<
    MessageTypes[K],
    MessageInputs[K],
    K extends keyof MessageColumns ? MessageColumns[K] : never,
    K extends keyof MessageColumnsInput ? MessageColumnsInput[K] : never
  >;
};

/** The messages of a user's module. */
export type ModuleMessages<M extends MessageModule> = {
  [K in keyof M['messages'] & string]: MessageEntry<TypesOf<M>[K], InputsOf<M>[K], never, never>;
};

export type MessageMap<M> = { [K in keyof M]: MessageEntry };
export type NameOf<M> = keyof M & string;
export type ValueOf<M extends MessageMap<M>, K extends keyof M> = M[K]['value'];
export type InputOf<M extends MessageMap<M>, K extends keyof M> = M[K]['input'];
export type ColumnsOf<M extends MessageMap<M>, K extends keyof M> = M[K]['columns'];
export type ColumnsInputOf<M extends MessageMap<M>, K extends keyof M> = M[K]['columnsInput'];
