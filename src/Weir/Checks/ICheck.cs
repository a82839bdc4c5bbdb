using Weir.Declaration;

namespace Weir.Checks;

/// <summary>A kind of check that can be evaluated.</summary>
public interface ICheck : ICheckKind
{
    /// <summary>
    /// Looks once whether what the check asks for is so. May be called again and again, also while an earlier call of another check runs. A look should end within a second or two unless the settings ask for
    /// longer measuring.
    /// </summary>
    /// <exception cref="WeirException">It cannot be looked at here; the check then fails with the message.</exception>
    Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation);
}
