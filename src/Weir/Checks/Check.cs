using Weir.Declaration;

namespace Weir.Checks;

/// <summary>A kind of check: what it may say, and how it looks.</summary>
internal sealed class Check(KindForm form, Func<Settings, ICheckScene, CancellationToken, Task<CheckOutcome>> look, bool acts = false) : ICheck
{
    /// <inheritdoc/>
    public KindForm Form => form;

    /// <inheritdoc/>
    public bool Acts => acts;

    /// <inheritdoc/>
    public Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation) => look(settings, scene, cancellation);
}
