/** The people of the tests. Passwords are long and unlike any list, because the door refuses weak ones. */
export interface Person {
  email: string;
  name: string;
  password: string;
}

export const owner: Person = { email: "ada@latchkey.example", name: "ada", password: "ochre-Kettle-7-under-the-quay" };
export const member: Person = { email: "bo@latchkey.example", name: "bo", password: "violet-Anvil-3-beside-a-heron" };
