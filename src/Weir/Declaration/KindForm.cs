namespace Weir.Declaration;

/// <summary>What a map of a certain kind may say: its keys. The same object checks files, makes the JSON Schema and the reference page.</summary>
/// <param name="Name">The kind's name in the file.</param>
/// <param name="Summary">What a thing of this kind is: one line without a full stop.</param>
/// <param name="Keys">The keys in the order in which documents show them.</param>
public sealed record KindForm(string Name, string Summary, IReadOnlyList<KeyForm> Keys)
{
    /// <summary>The key that a bare value stands for: with <c>program</c>, <c>exit: web</c> means <c>exit: { program: web }</c>. Null for none.</summary>
    public string? Shorthand { get; init; }

    /// <summary>Keys of which at least one must be there; empty when there is no such rule.</summary>
    public IReadOnlyList<string> AtLeastOne { get; init; } = [];

    /// <summary>The position of a key by its name or an alias; -1 when there is none.</summary>
    public int IndexOf(string key)
    {
        for (int i = 0; i < Keys.Count; i++)
        {
            if (Keys[i].Answers(key)) { return i; }
        }

        return -1;
    }
}
