namespace Weir.Declaration;

/// <summary>A key that a map may have.</summary>
/// <param name="Name">The key: lower case, words joined by hyphens.</param>
/// <param name="Form">What its value may be.</param>
/// <param name="Summary">What it means: one line without a full stop.</param>
public sealed record KeyForm(string Name, ValueForm Form, string Summary)
{
    private object? _default;

    /// <summary>True when the key must be there.</summary>
    public bool Required { get; init; }

    /// <summary>The value when the key is not there, as it would be written in a file; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>Other names of the key.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>True when <paramref name="key"/> is the name or an alias.</summary>
    public bool Answers(string key) => Name == key || (Aliases.Count > 0 && Aliases.Contains(key));

    /// <summary>The default as a value; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The default is not of the form: a fault of whoever declared the key.</exception>
    internal object? DefaultValue
    {
        get
        {
            if (Default is null || _default is not null) { return _default; }
            var reader = new FormReader(new MistakeList(), NameTable.Empty);
            return _default = Form.Read(new DeclaredText(SourcePlace.None, Default), reader) ?? throw new InvalidOperationException($"the default of '{Name}', '{Default}', is not {Form.Description}");
        }
    }
}
