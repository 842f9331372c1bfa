using Slipway.Oci;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Web.Access;

/// <summary>The images that an account may pull; all others look as if they did not exist.</summary>
public sealed class PullableImages(ImageStore images, IContentIndex index, LoginService logins)
{
    /// <summary>The tagged images.</summary>
    public async Task<IReadOnlyList<(string Repository, string Tag, Image Image)>> ListAsync(
        Account account, CancellationToken cancel)
    {
        var principal = await logins.PrincipalOfAsync(account, cancel);
        var found = new List<(string Repository, string Tag, Image Image)>();
        foreach (var repository in await images.ListRepositoriesAsync(cancel))
        {
            if (!await index.MayPullAsync(principal, repository, cancel))
                continue;
            foreach (var tag in await images.ListTagsAsync(repository, cancel))
                if (await images.FindAsync(ImageReference.Parse($"{repository}:{tag}"), cancel) is { } image)
                    found.Add((repository, tag, image));
        }
        return found;
    }

    /// <exception cref="SlipwayException">The name is none, or there is no such image that the account may
    /// pull.</exception>
    public async Task<(ImageReference Name, Image Image)> GetAsync(
        Account account, string name, CancellationToken cancel)
    {
        if (!ImageReference.TryParse(name, out var reference) || reference.Host is not null)
            throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(name)}' is not a name of an image here",
                "`slipway image list` shows them");
        var image = await index.MayPullAsync(
            await logins.PrincipalOfAsync(account, cancel), reference.Repository, cancel)
            ? await images.FindAsync(reference, cancel)
            : null;
        return image is null
            ? throw new SlipwayException(
                ErrorCode.NotFound, $"there is no image '{reference}' that {account.Name} may see",
                "`slipway image list` shows them")
            : (reference, image);
    }
}
