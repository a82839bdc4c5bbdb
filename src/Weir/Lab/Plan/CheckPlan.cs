using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>A check as it will be made.</summary>
/// <param name="Name">Its name: the file's, or one made of its kind and settings; unique.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Settings">What its kind says.</param>
/// <param name="Mode">When it must hold.</param>
/// <param name="Limit">The time that belongs to the mode; null where there is none.</param>
/// <param name="Every">How long to wait between two looks in the modes that look more than once; null for the kind's own.</param>
public sealed record CheckPlan(string Name, ICheckKind Kind, Settings Settings, CheckMode Mode, TimeSpan? Limit, TimeSpan? Every)
{
    /// <summary>Why the check is not made; null when it is.</summary>
    public string? LeftOut { get; init; }
}
