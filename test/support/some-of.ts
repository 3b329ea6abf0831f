// A port of which a flow under test calls these methods and no others.
export const someOf = <Port>(methods: NoInfer<Partial<Port>>): Port => methods as Port
