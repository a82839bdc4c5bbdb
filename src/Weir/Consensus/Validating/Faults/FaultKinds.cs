namespace Weir.Consensus.Validating.Faults;

/// <summary>The registry of faults that a node can be given: one line each.</summary>
internal static class FaultKinds
{
    /// <summary>All kinds by name, with a few words and how they are made.</summary>
    public static IReadOnlyList<(string Name, string Summary, Func<FaultScene, IFault> Create)> All { get; } =
    [
        ("silent", "sends no consensus message of its own", _ => new SilentFault()),
        ("late", "sends its own messages late", scene => new LateFault(scene)),
        ("equivocate", "proposes one block to half of the others and another to the rest", scene => new EquivocateFault(scene)),
        ("wrong-signature", "signs with a key that is no validator's", scene => new WrongSignatureFault(scene)),
        ("wrong-address", "names another validator as the sender", scene => new WrongAddressFault(scene)),
    ];

    /// <summary>The fault of a name.</summary>
    /// <exception cref="WeirException">There is none of this name.</exception>
    public static IFault Create(string name, FaultScene scene)
    {
        foreach ((string known, _, Func<FaultScene, IFault> create) in All)
        {
            if (known == name) { return create(scene); }
        }

        string? near = Suggestion.Nearest(name, All.Select(kind => kind.Name));
        throw new WeirException($"there is no fault '{name}'{(near is null ? "" : $": did you mean '{near}'?")} ({string.Join(", ", All.Select(kind => kind.Name))})");
    }
}
